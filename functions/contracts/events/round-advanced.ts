import * as z from 'zod';
import { counted } from '../bulk-change.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { roundFailure, toldCounts } from '../round.ts';

/** It was done for some subscribers, or could not be. */
export const roundAdvanced = defineEvent(
  'round.advanced',
  z.strictObject({
    done: z.int().min(0),
    told: toldCounts,
    failed: z.array(roundFailure),
    /** Subscribers for whom it was not to be done any more, by reason. */
    leftOut: counted,
    /** Where the list goes on; null at its end. */
    cursor: z.string().nullable(),
  }),
);
export type RoundAdvanced = EventOf<typeof roundAdvanced>;
