import * as z from 'zod';
import { counted } from '../bulk-change.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { foundSubscriber } from '../round.ts';

/** Some subscribers were looked at: for whom it is done, and who is left out. */
export const roundSurveyed = defineEvent(
  'round.surveyed',
  z.strictObject({
    found: z.array(foundSubscriber),
    /** Subscribers who were meant and are left out, by reason. */
    leftOut: counted,
    /** Where the survey goes on; null when it is at its end. */
    cursor: z.string().nullable(),
  }),
);
export type RoundSurveyed = EventOf<typeof roundSurveyed>;
