import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { day, money } from '../scalars.ts';

/** A bank took money back that had come in, and it does not say for certain of which payment. */
export const paymentReturned = defineEvent(
  'payment.returned',
  z.strictObject({
    provider: z.string(),
    providerPaymentId: z.string(),
    money,
    returnedOn: day,
    note: z.string().optional(),
  }),
);
export type PaymentReturned = EventOf<typeof paymentReturned>;
