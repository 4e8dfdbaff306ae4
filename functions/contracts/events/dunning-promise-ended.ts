import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** A promise is over: `kept`, because nothing more than the policy's minimum is overdue, or `broken`, because its day is over. */
export const dunningPromiseEnded = defineEvent(
  'dunning.promise-ended',
  z.strictObject({ subscriberId: id, outcome: z.enum(['kept', 'broken']) }),
);
export type DunningPromiseEnded = EventOf<typeof dunningPromiseEnded>;
