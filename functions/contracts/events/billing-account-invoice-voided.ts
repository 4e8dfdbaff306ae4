import * as z from 'zod';
import { ledgerCredit } from '../billing-ledger.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { day, id } from '../scalars.ts';

/** An invoice counts no more: its days are open for the next run, and what had been paid on it is credit. */
export const billingAccountInvoiceVoided = defineEvent(
  'billing-account.invoice-voided',
  z.strictObject({
    invoiceId: id,
    on: day,
    total: z.int(),
    /** What was still due, and what had been settled and is credit now. */
    due: z.int().min(0),
    released: z.int().min(0),
    /** Credits that the invoice had given: their lines are charged again up to `until`. */
    restored: z.array(ledgerCredit),
  }),
);
export type BillingAccountInvoiceVoided = EventOf<typeof billingAccountInvoiceVoided>;
