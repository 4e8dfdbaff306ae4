import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { day, id } from '../scalars.ts';

/** Something is open on the account of a subscriber, who is watched from now on. No step can be due before `nothingBefore`. */
export const dunningOpened = defineEvent(
  'dunning.opened',
  z.strictObject({ subscriberId: id, on: day, nothingBefore: day.optional() }),
);
export type DunningOpened = EventOf<typeof dunningOpened>;
