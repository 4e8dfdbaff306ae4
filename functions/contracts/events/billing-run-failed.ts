import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The run broke off; the next one bills who was left. */
export const billingRunFailed = defineEvent(
  'billing-run.failed',
  z.strictObject({
    reason: z.string(),
  }),
);
export type BillingRunFailed = EventOf<typeof billingRunFailed>;
