import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { day, id } from '../scalars.ts';

/** What had been written off is due again: staff expect it after all, or a payment came for it. */
export const billingAccountInvoiceReinstated = defineEvent(
  'billing-account.invoice-reinstated',
  z.strictObject({ invoiceId: id, on: day, minor: z.int().min(1) }),
);
export type BillingAccountInvoiceReinstated = EventOf<typeof billingAccountInvoiceReinstated>;
