import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { instant, money } from '../scalars.ts';

/** The payer disputes the payment at their bank: what it settled must not be dunned until that is decided. */
export const paymentDisputed = defineEvent(
  'payment.disputed',
  z.strictObject({
    provider: z.string(),
    providerPaymentId: z.string(),
    disputeId: z.string(),
    money,
    reason: z.string(),
    disputedAt: instant,
  }),
);
export type PaymentDisputed = EventOf<typeof paymentDisputed>;
