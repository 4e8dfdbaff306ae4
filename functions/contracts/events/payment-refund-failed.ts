import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { instant, money } from '../scalars.ts';

/**
 * A refund did not reach the payer after all, and its money came back. `total` is what is still refunded of this payment;
 * of a refund that was never counted nothing comes back. It may arrive before the refund that it is about. Of a dispute that
 * was lost and is won after all it says the same.
 */
export const paymentRefundFailed = defineEvent(
  'payment.refund-failed',
  z.strictObject({
    provider: z.string(),
    providerPaymentId: z.string(),
    /** Of the provider. */
    refundId: z.string(),
    money,
    total: money,
    /** What of it becomes credit that was counted for nobody before. */
    credited: z.int().min(0),
    failedAt: instant,
    reason: z.string(),
    disputeId: z.string().optional(),
  }),
);
export type PaymentRefundFailed = EventOf<typeof paymentRefundFailed>;
