import type { EInvoice } from '../domain/document/e-invoice.ts';

/** Writes an invoice in the syntax in which it travels. */
export interface EInvoices {
  write(invoice: EInvoice): Uint8Array;
}
