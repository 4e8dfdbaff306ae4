import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** A person may use an account no more. */
export const personAccountWithdrawn = defineEvent(
  'person.account-withdrawn',
  z.strictObject({ subscriberId: id }),
);
export type PersonAccountWithdrawn = EventOf<typeof personAccountWithdrawn>;
