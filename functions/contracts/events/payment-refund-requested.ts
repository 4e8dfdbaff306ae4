import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id, money } from '../scalars.ts';

/** A part or all of a payment is to go back at its provider: written before the provider is asked. */
export const paymentRefundRequested = defineEvent(
  'payment.refund-requested',
  z.strictObject({ refundId: id, money, reason: z.string().optional() }),
);
export type PaymentRefundRequested = EventOf<typeof paymentRefundRequested>;
