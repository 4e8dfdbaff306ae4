import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { day, id } from '../scalars.ts';

/** What is due on an invoice, or a part of it, is not expected any more. It may still come. */
export const billingAccountInvoiceWrittenOff = defineEvent(
  'billing-account.invoice-written-off',
  z.strictObject({ invoiceId: id, on: day, minor: z.int().min(1) }),
);
export type BillingAccountInvoiceWrittenOff = EventOf<typeof billingAccountInvoiceWrittenOff>;
