import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { email } from '../scalars.ts';

/** Somebody can sign in to the portal: by codes that are mailed to the address. `subject` is what their tokens say. */
export const personAdmitted = defineEvent(
  'person.admitted',
  z.strictObject({ email, subject: z.string().min(1).max(200) }),
);
export type PersonAdmitted = EventOf<typeof personAdmitted>;
