import { invoiceAggregate } from '../domain/billing/invoice.ts';
import { invoiceDocument } from '../domain/document/invoice-document.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import { readIssuedDocument } from './issued-document.ts';
import { loadKnown } from './load.ts';

/** A file as it is handed out. */
export interface HandedOut {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * An invoice or credit note as PDF. The first time it is printed and kept; from then on the kept file is handed out, so
 * that a later release of the platform changes no document. Voided, it is another document, with the word across it.
 */
export async function printInvoice(
  { store, printing, archive }: Pick<Ports, 'store' | 'printing' | 'archive'>,
  invoiceId: string,
): Promise<Result<HandedOut>> {
  const loaded = await loadKnown(store, invoiceAggregate, invoiceId);
  if (!loaded.ok) return loaded;
  const { number, voided } = loaded.value.state;
  const name = `${number}.pdf`;
  const key = `invoices/${invoiceId}/${voided === undefined ? 'issued' : 'void'}.pdf`;
  const kept = await archive.get(key);
  if (kept !== undefined) return done({ name, bytes: new Uint8Array(kept) });
  const printed = await printing.print(invoiceDocument(await readIssuedDocument(store, loaded.value)));
  await archive.put(key, printed, 'application/pdf');
  return done({ name, bytes: new Uint8Array(printed) });
}
