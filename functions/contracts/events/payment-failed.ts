import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { paymentReference } from '../payment.ts';
import { instant, money } from '../scalars.ts';

/** The provider could not collect the payment. */
export const paymentFailed = defineEvent(
  'payment.failed',
  z.strictObject({
    provider: z.string(),
    providerPaymentId: z.string(),
    money,
    failedAt: instant,
    reference: paymentReference,
    reason: z.string(),
  }),
);
export type PaymentFailed = EventOf<typeof paymentFailed>;
