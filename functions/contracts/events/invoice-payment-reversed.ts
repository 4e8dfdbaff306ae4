import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** A refund opened again what a payment had settled. */
export const invoicePaymentReversed = defineEvent(
  'invoice.payment-reversed',
  z.strictObject({
    paymentId: id,
    minor: z.int().min(1),
  }),
);
export type InvoicePaymentReversed = EventOf<typeof invoicePaymentReversed>;
