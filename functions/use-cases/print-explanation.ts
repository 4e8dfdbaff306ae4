import { invoiceAggregate } from '../domain/billing/invoice.ts';
import { explanationDocument } from '../domain/document/explanation-document.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import { explainEvents } from './explain-events.ts';
import { readIssuedDocument } from './issued-document.ts';
import { loadKnown } from './load.ts';
import type { HandedOut } from './print-invoice.ts';

/** How the amounts of an invoice came about, as PDF in the words of its reader. */
export async function printExplanation(
  { store, printing }: Pick<Ports, 'store' | 'printing'>,
  invoiceId: string,
): Promise<Result<HandedOut>> {
  const loaded = await loadKnown(store, invoiceAggregate, invoiceId);
  if (!loaded.ok) return loaded;
  const { lines, number } = loaded.value.state;
  const services = new Set(lines.flatMap(({ serviceId }) => serviceId ?? []));
  const [issued, explained] = await Promise.all([
    readIssuedDocument(store, loaded.value),
    explainEvents(store, [...services], new Set(lines.flatMap(({ events }) => events))),
  ]);
  const events = new Map(
    [...explained].map(([id, { type, at, proof }]) => [id, { type, at, isProven: proof !== undefined }]),
  );
  const printed = await printing.print(explanationDocument(issued, events));
  return done({ name: `${number}-explained.pdf`, bytes: new Uint8Array(printed) });
}
