import * as z from 'zod';
import { counted, surveyedPrice, surveyedService } from '../bulk-change.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** Some services were looked at: who is touched, and what it means for them. */
export const bulkChangeSurveyed = defineEvent(
  'bulk-change.surveyed',
  z.strictObject({
    services: z.array(surveyedService),
    prices: z.array(surveyedPrice),
    /** Services of the plan that are not touched, by reason. */
    leftOut: counted,
    /** Where the survey goes on; null when it is at its end. */
    cursor: z.string().nullable(),
  }),
);
export type BulkChangeSurveyed = EventOf<typeof bulkChangeSurveyed>;
