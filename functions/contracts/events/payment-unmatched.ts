import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The payment cannot be counted for anyone as it is; people must look at it. */
export const paymentUnmatched = defineEvent(
  'payment.unmatched',
  z.strictObject({
    reason: z.string(),
    detail: z.string(),
  }),
);
export type PaymentUnmatched = EventOf<typeof paymentUnmatched>;
