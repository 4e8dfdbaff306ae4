import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { invoiceLine } from '../invoice.ts';
import { currencyCode, day, id } from '../scalars.ts';

/** An invoice, or a credit note, as it was handed to the subscriber. It never changes; payments, credits and notes refer to it. */
export const invoiceIssued = defineEvent(
  'invoice.issued',
  z.strictObject({
    number: z.string(),
    /** Which number of which series that is; left out by documents of before this was kept. */
    numbered: z.strictObject({ series: z.string(), number: z.int().min(1) }).optional(),
    document: z.enum(['invoice', 'credit-note']),
    subscriberId: id,
    currency: currencyCode,
    issuedOn: day,
    dueOn: day,
    /** The payer's number of the order that the invoice is for. */
    purchaseOrderNumber: z.string().optional(),
    lines: z.array(invoiceLine).min(1),
    total: z.int(),
    /** Open credit that settled a part of it at once. */
    creditApplied: z.int().min(0),
    /** What is due at issue. */
    due: z.int().min(0),
    /** The invoice that a credit note is about. */
    aboutInvoiceId: id.optional(),
    reason: z.string().optional(),
    /** How the external tax service names the quote of its taxes. */
    taxQuoteId: z.string().optional(),
    /** Versions of the operator and of the subscriber as they stand on the document, whatever changes later. */
    basis: z.strictObject({ operator: z.int().min(0), subscriber: z.int().min(1) }).optional(),
  }),
);
export type InvoiceIssued = EventOf<typeof invoiceIssued>;
