import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { instant, money } from '../scalars.ts';

/** Money went back. `total` is all that was refunded of this payment so far; it may arrive before the payment itself. */
export const paymentRefunded = defineEvent(
  'payment.refunded',
  z.strictObject({
    provider: z.string(),
    providerPaymentId: z.string().optional(),
    total: money,
    refundedAt: instant,
    reason: z.string().optional(),
    /** Nobody sent it back: the payer's bank took back what it had said to have. */
    lateFailure: z.string().optional(),
  }),
);
export type PaymentRefunded = EventOf<typeof paymentRefunded>;
