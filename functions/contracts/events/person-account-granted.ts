import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { personRole } from '../person.ts';
import { id } from '../scalars.ts';

/** A person may use an account from now on, or in another role than before. */
export const personAccountGranted = defineEvent(
  'person.account-granted',
  z.strictObject({ subscriberId: id, role: personRole }),
);
export type PersonAccountGranted = EventOf<typeof personAccountGranted>;
