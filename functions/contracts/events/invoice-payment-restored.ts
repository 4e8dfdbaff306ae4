import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** A refund that had opened the invoice again failed: what the payment had settled is settled. */
export const invoicePaymentRestored = defineEvent(
  'invoice.payment-restored',
  z.strictObject({
    paymentId: id,
    minor: z.int().min(1),
  }),
);
export type InvoicePaymentRestored = EventOf<typeof invoicePaymentRestored>;
