import * as z from 'zod';
import { counted, surveyed, surveyedPrice } from '../bulk-action.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** Some were looked at: for whom it is, and what it means for them. */
export const bulkActionSurveyed = defineEvent(
  'bulk-action.surveyed',
  z.strictObject({
    found: z.array(surveyed),
    prices: z.array(surveyedPrice),
    /** Who were meant and are left out, by reason. */
    leftOut: counted,
    /** Where the survey goes on; null when it is at its end. */
    cursor: z.string().nullable(),
  }),
);
export type BulkActionSurveyed = EventOf<typeof bulkActionSurveyed>;
