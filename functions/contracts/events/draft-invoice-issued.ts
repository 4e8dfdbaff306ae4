import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** The draft became an invoice. */
export const draftInvoiceIssued = defineEvent('draft-invoice.issued', z.strictObject({ invoiceId: id }));
export type DraftInvoiceIssued = EventOf<typeof draftInvoiceIssued>;
