import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** The provider has taken the refund on, or has refused it in its own words. */
export const paymentRefundClosed = defineEvent(
  'payment.refund-closed',
  z.strictObject({ refundId: id, refused: z.string().optional() }),
);
export type PaymentRefundClosed = EventOf<typeof paymentRefundClosed>;
