import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { day, id } from '../scalars.ts';

/** A step may be due earlier than was foreseen: not before `nothingBefore`, or any day where that is left out. */
export const dunningBroughtForward = defineEvent(
  'dunning.brought-forward',
  z.strictObject({ subscriberId: id, nothingBefore: day.optional() }),
);
export type DunningBroughtForward = EventOf<typeof dunningBroughtForward>;
