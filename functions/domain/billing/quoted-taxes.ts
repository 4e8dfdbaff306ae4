import type { ChargedTax } from '../../contracts/billing-ledger.ts';
import type { InvoiceIssued } from '../../contracts/events/invoice-issued.ts';
import type { InvoiceLine } from '../../contracts/invoice.ts';
import type { CurrencyCode, Day } from '../../contracts/scalars.ts';
import type { TaxDocument, TaxQuote, TaxQuoteRequest } from '../../contracts/tax-service.ts';
import { formatMoney, parseMoney } from '../money.ts';
import { done, type Result, refuse } from '../result.ts';
import { categoryOf, type Place, type Supply, type Taxation } from './tax-rules.ts';

/** A line whose taxes an external tax service says. */
export interface UntaxedLine {
  readonly lineId: string;
  readonly item: string;
  readonly minor: number;
  readonly supply: Supply;
}

/** What a tax service is asked about one document. */
export function quoteRequest(
  lines: readonly UntaxedLine[],
  { rules, seller, buyer }: Taxation,
  document: { readonly subscriberId: string; readonly currency: CurrencyCode; readonly on: Day },
): TaxQuoteRequest {
  const { subscriberId, currency, on } = document;
  const { taxId, exemptions } = buyer;
  return {
    currency,
    on,
    ...(seller === undefined ? {} : { seller: placeOf(seller) }),
    buyer: { subscriberId, ...(taxId === undefined ? {} : { taxId }), exemptions: [...exemptions] },
    lines: lines.map(({ lineId, item, minor, supply }) => ({
      lineId,
      kind: supply.kind,
      item,
      ...(supply.itemId === undefined ? {} : { itemId: supply.itemId }),
      ...(rules === undefined ? {} : { category: categoryOf(rules, supply) }),
      isGoods: supply.isGoods === true,
      ...(supply.place === undefined ? {} : { place: placeOf(supply.place) }),
      suppliedOn: supply.on,
      amount: formatMoney({ minor, currency }).amount,
    })),
  };
}

function placeOf({ country, region, postalCode }: Place): Place {
  return {
    country,
    ...(region === undefined ? {} : { region }),
    ...(postalCode === undefined ? {} : { postalCode }),
  };
}

/**
 * The taxes of a quote by line. Refuses with `tax-service.answer-unfit` what cannot be charged as it is: a line that was
 * not answered once, an amount that the currency does not have, one that runs against its line or exceeds what contains
 * it.
 */
export function taxesQuoted(
  lines: readonly UntaxedLine[],
  { rules }: Taxation,
  currency: CurrencyCode,
  quote: TaxQuote,
): Result<ReadonlyMap<string, readonly ChargedTax[]>> {
  const unfit = (why: string) =>
    refuse('tax-service.answer-unfit', `The answer of the tax service cannot be charged: ${why}.`);
  const asked = new Map(lines.map((line) => [line.lineId, line]));
  const taxes = new Map<string, readonly ChargedTax[]>();
  for (const { lineId, taxes: quoted } of quote.lines) {
    const line = asked.get(lineId);
    if (line === undefined) return unfit(`it names a line ${lineId} that it was not asked about`);
    if (taxes.has(lineId)) return unfit(`it names the line ${lineId} twice`);
    const charged: ChargedTax[] = [];
    for (const { amount, jurisdiction, relief, name, rate, inclusive } of quoted) {
      const parsed = parseMoney({ amount, currency });
      if (!parsed.ok) return unfit(`the ${name} of ${lineId}: ${parsed.refusal.message}`);
      const { minor } = parsed.value;
      if (minor * line.minor < 0) return unfit(`the ${name} of ${lineId} runs against its line`);
      const category = rules === undefined ? {} : { category: categoryOf(rules, line.supply) };
      charged.push({
        name,
        rate,
        inclusive,
        ...(relief === undefined ? {} : { relief }),
        ground: {
          rule: 'tax-service',
          ...(jurisdiction === undefined ? {} : { jurisdiction }),
          ...category,
          on: line.supply.on,
        },
        minor,
        credited: 0,
      });
    }
    const contained = charged.reduce((sum, tax) => sum + (tax.inclusive ? Math.abs(tax.minor) : 0), 0);
    if (contained > Math.abs(line.minor)) return unfit(`the line ${lineId} cannot contain its taxes`);
    taxes.set(lineId, charged);
  }
  const missing = lines.find(({ lineId }) => !taxes.has(lineId));
  return missing === undefined ? done(taxes) : unfit(`it says nothing of the line ${missing.lineId}`);
}

/** A document as a tax service is told of it: each line with its taxes. */
export function taxDocument(
  documentId: string,
  data: InvoiceIssued['data'],
  taxId: string | undefined,
): TaxDocument {
  const { document, number, issuedOn, currency, subscriberId, aboutInvoiceId, taxQuoteId } = data;
  const amount = (minor: number) => formatMoney({ minor, currency }).amount;
  const added = new Map<string, TaxDocument['lines'][number]['taxes']>();
  for (const { tax, aboutLineId, minor } of data.lines) {
    if (tax === undefined || aboutLineId === undefined) continue;
    const { name, rate } = tax;
    added.set(aboutLineId, [
      ...(added.get(aboutLineId) ?? []),
      { name, rate, amount: amount(minor), inclusive: false },
    ]);
  }
  const contained = ({ contains = [] }: InvoiceLine) =>
    contains.map(({ name, rate, minor }) => ({ name, rate, amount: amount(minor), inclusive: true }));
  return {
    documentId,
    kind: document,
    number,
    issuedOn,
    currency,
    ...(taxQuoteId === undefined ? {} : { quoteId: taxQuoteId }),
    ...(aboutInvoiceId === undefined ? {} : { aboutDocumentId: aboutInvoiceId }),
    buyer: { subscriberId, ...(taxId === undefined ? {} : { taxId }) },
    lines: data.lines
      .filter(({ kind }) => kind !== 'tax')
      .map((line) => ({
        lineId: line.lineId,
        kind: line.kind,
        item: line.item,
        amount: amount(line.minor),
        ...(line.aboutLineId === undefined ? {} : { aboutLineId: line.aboutLineId }),
        taxes: [...(added.get(line.lineId) ?? []), ...contained(line)],
      })),
  };
}
