import { invoiceAggregate } from '../domain/billing/invoice.ts';
import { eInvoice } from '../domain/document/e-invoice.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import { readIssuedDocument } from './issued-document.ts';
import { loadKnown } from './load.ts';
import type { HandedOut } from './print-invoice.ts';

/** An invoice or credit note in the form in which European buyers and authorities take it. */
export async function exportInvoice(
  { store, eInvoices }: Pick<Ports, 'store' | 'eInvoices'>,
  invoiceId: string,
): Promise<Result<HandedOut>> {
  const loaded = await loadKnown(store, invoiceAggregate, invoiceId);
  if (!loaded.ok) return loaded;
  const written = eInvoice(await readIssuedDocument(store, loaded.value));
  if (!written.ok) return written;
  return done({
    name: `${loaded.value.state.number}.xml`,
    bytes: new Uint8Array(eInvoices.write(written.value)),
  });
}
