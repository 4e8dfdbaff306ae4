import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { day, id } from '../scalars.ts';

/** It was reckoned anew from which day on a step can be due: not before `nothingBefore`, or any day where that is left out. */
export const dunningForeseen = defineEvent(
  'dunning.foreseen',
  z.strictObject({ subscriberId: id, nothingBefore: day.optional() }),
);
export type DunningForeseen = EventOf<typeof dunningForeseen>;
