import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** A payment settled a part or all of what was due. */
export const invoicePaymentApplied = defineEvent(
  'invoice.payment-applied',
  z.strictObject({
    paymentId: id,
    minor: z.int().min(1),
  }),
);
export type InvoicePaymentApplied = EventOf<typeof invoicePaymentApplied>;
