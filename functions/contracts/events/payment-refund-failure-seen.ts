import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** Staff know that a refund failed, and leave its money where it is. */
export const paymentRefundFailureSeen = defineEvent('payment.refund-failure-seen', z.strictObject({}));
export type PaymentRefundFailureSeen = EventOf<typeof paymentRefundFailureSeen>;
