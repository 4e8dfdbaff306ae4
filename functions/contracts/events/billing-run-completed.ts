import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** Everyone who was due was billed, or is named among the failures. */
export const billingRunCompleted = defineEvent(
  'billing-run.completed',
  z.strictObject({
    subscribers: z.int().min(0),
  }),
);
export type BillingRunCompleted = EventOf<typeof billingRunCompleted>;
