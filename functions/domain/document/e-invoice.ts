import type { TaxRelief } from '../../contracts/billing-profile.ts';
import type { InvoiceLine } from '../../contracts/invoice.ts';
import type { Address, Day } from '../../contracts/scalars.ts';
import { formatMoney } from '../money.ts';
import { done, type Result, refuse } from '../result.ts';
import type { IssuedDocument } from './invoice-document.ts';
import { billingAddress } from './parties.ts';

/** A party of EN 16931: BG-4, BG-7. */
export interface EInvoiceParty {
  readonly name: string;
  readonly tradingName?: string | undefined;
  readonly registrationNumber?: string | undefined;
  readonly vatNumber?: string | undefined;
  readonly address: Address;
  readonly contact?: { readonly name?: string; readonly phone?: string; readonly email?: string };
}

/** VAT category of UNTDID 5305: standard, zero (which is also what a line without tax has), and the reliefs. */
export interface EInvoiceTax {
  readonly category: 'S' | 'Z' | (typeof reliefCategory)[TaxRelief['kind']];
  /** A percentage; what is outside the tax has none. */
  readonly rate?: string | undefined;
}

const reliefCategory = {
  exempt: 'E',
  'reverse-charge': 'AE',
  'intra-community-supply': 'K',
  export: 'G',
  'outside-scope': 'O',
} as const;

/** What the law says in a word; the code lists of EN 16931 (VATEX) know these four without a country's own provision. */
const reliefCode = { AE: 'VATEX-EU-AE', K: 'VATEX-EU-IC', G: 'VATEX-EU-G', O: 'VATEX-EU-O' } as const;

/** One VAT category of the whole document: BG-23. */
export interface EInvoiceTaxTotal extends EInvoiceTax {
  readonly base: string;
  readonly amount: string;
  readonly reasonCode?: string | undefined;
  readonly reason?: string | undefined;
}

export interface EInvoiceLine {
  readonly id: string;
  readonly name: string;
  readonly from?: Day | undefined;
  /** The last day. */
  readonly to?: Day | undefined;
  /** 1, or −1 for what is given back: a price is never negative. */
  readonly quantity: 1 | -1;
  readonly net: string;
  readonly price: string;
  /** Whose service it is, where the buyer pays for another: BT-127. */
  readonly note?: string | undefined;
  /** Where the buyer books it: BT-133. */
  readonly accountingCost?: string | undefined;
  readonly tax: EInvoiceTax;
}

/** The semantic model of EN 16931-1:2017 as far as an invoice of this house fills it. Amounts are decimal texts. */
export interface EInvoice {
  readonly kind: 'invoice' | 'credit-note';
  readonly number: string;
  readonly issuedOn: Day;
  readonly dueOn: Day;
  readonly currency: string;
  readonly note?: string | undefined;
  /** What the buyer asked to find on it: purchase order number, or the account number. */
  readonly buyerReference: string;
  readonly orderReference?: string | undefined;
  readonly precedingInvoice?: string | undefined;
  readonly seller: EInvoiceParty;
  readonly buyer: EInvoiceParty;
  readonly bank?:
    | { readonly iban: string; readonly bic?: string | undefined; readonly holder: string }
    | undefined;
  readonly paymentReference: string;
  /** Where goods went, and when they first did: BG-13. Of intra-community supplies alone, which ask for it. */
  readonly delivery?: { readonly on: Day; readonly country: string } | undefined;
  readonly lines: readonly EInvoiceLine[];
  readonly taxes: readonly EInvoiceTaxTotal[];
  readonly totals: {
    readonly net: string;
    readonly tax: string;
    readonly gross: string;
    readonly prepaid: string;
    readonly payable: string;
  };
}

/** An invoice as EN 16931 wants it, or what is missing for that. */
export function eInvoice(issued: IssuedDocument): Result<EInvoice> {
  const { invoice, operator, subscriber, aboutNumber } = issued;
  if (invoice.voided !== undefined) {
    return refuse('invoice.void', 'A void invoice is handed to nobody; its successor has its own number.');
  }
  const { address, taxId } = operator;
  if (address === undefined || taxId === undefined || !isVatNumber(taxId)) {
    const [field, what] =
      address === undefined ? ['/address', 'address'] : ['/taxId', 'VAT number that begins with its country'];
    return refuse(
      'e-invoice.seller-incomplete',
      `EN 16931 asks for the seller’s address and VAT number: when this was issued, the operator had no ${what} (PUT /operator).`,
      field,
    );
  }
  const buyerAddress = billingAddress(subscriber.details);
  if (buyerAddress === undefined) {
    return refuse(
      'e-invoice.buyer-incomplete',
      'EN 16931 asks for the buyer’s address: the subscriber had none when this was issued.',
      '/addresses/billing',
    );
  }
  // A credit note counts what is given back as positive.
  const sign = invoice.document === 'credit-note' ? -1 : 1;
  const amount = (minor: number) =>
    formatMoney({ minor: minor === 0 ? 0 : sign * minor, currency: invoice.currency }).amount;
  const taxed = taxedLines(invoice.lines);
  if (!taxed.ok) return taxed;
  const lines = taxed.value;
  const { details } = subscriber;
  const buyerVat = details.taxId !== undefined && isVatNumber(details.taxId) ? details.taxId : undefined;
  const categories = new Set(lines.map((line) => line.tax.category));
  if ((categories.has('AE') || categories.has('K')) && buyerVat === undefined) {
    return refuse(
      'e-invoice.buyer-incomplete',
      'Under reverse charge, and for an intra-community supply, EN 16931 asks for the buyer’s VAT number, beginning with its country: the subscriber had none when this was issued.',
      '/taxId',
    );
  }
  if (categories.has('O') && categories.size > 1) {
    return refuse(
      'e-invoice.several-taxes',
      'EN 16931 lets what is outside the scope of VAT stand on no invoice with anything else; bill it on an invoice of its own.',
    );
  }
  if (categories.has('O') && operator.registrationNumber === undefined) {
    return refuse(
      'e-invoice.seller-incomplete',
      'Outside the scope of VAT EN 16931 asks for the seller’s company number in place of its VAT number: when this was issued, the operator had none (PUT /operator).',
      '/registrationNumber',
    );
  }
  const delivery = deliveryOf(lines, details.addresses.service ?? buyerAddress, invoice.issuedOn);
  if (!delivery.ok) return delivery;
  // BR-O-02: where nothing is within the scope of VAT, no VAT number stands on it either.
  const vatNumber = (number: string | undefined) => (categories.has('O') ? undefined : number);
  const net = sum(lines.map((line) => line.net));
  const tax = sum(lines.map((line) => line.tax.minor));
  const [email] = details.emails;
  const [phone] = details.phones;
  return done({
    kind: invoice.document,
    number: invoice.number,
    issuedOn: invoice.issuedOn,
    dueOn: invoice.dueOn,
    currency: invoice.currency,
    note: invoice.reason,
    buyerReference: details.purchaseOrderNumber ?? subscriber.number,
    orderReference: details.purchaseOrderNumber,
    precedingInvoice: aboutNumber,
    seller: {
      name: operator.legalName ?? operator.name,
      tradingName: operator.name,
      registrationNumber: operator.registrationNumber,
      vatNumber: vatNumber(taxId),
      address,
      contact: {
        name: operator.name,
        ...(operator.phone === undefined ? {} : { phone: operator.phone }),
        ...(operator.email === undefined ? {} : { email: operator.email }),
      },
    },
    buyer: {
      name: details.name,
      vatNumber: vatNumber(buyerVat),
      address: buyerAddress,
      contact: {
        ...(details.contactName === undefined ? {} : { name: details.contactName }),
        ...(phone === undefined ? {} : { phone }),
        ...(email === undefined ? {} : { email }),
      },
    },
    bank: operator.bank,
    delivery: delivery.value,
    paymentReference: `${invoice.number} ${subscriber.number}`,
    lines: lines.map(({ line, net: lineNet, tax: { category, rate } }) => ({
      id: line.lineId,
      name: line.item,
      from: line.from,
      to: line.to === undefined ? undefined : dayBefore(line.to),
      quantity: lineNet * sign < 0 ? -1 : 1,
      net: amount(lineNet),
      price: formatMoney({ minor: Math.abs(lineNet), currency: invoice.currency }).amount,
      note: line.subscriberName,
      accountingCost: line.costCentre,
      tax: { category, rate },
    })),
    taxes: breakdown(lines).map(({ base, minor, ...category }) => ({
      ...category,
      base: amount(base),
      amount: amount(minor),
    })),
    totals: {
      net: amount(net),
      tax: amount(tax),
      gross: amount(net + tax),
      prepaid: amount(Math.max(0, invoice.total - invoice.dueAtIssue)),
      payable: amount(net + tax - Math.max(0, invoice.total - invoice.dueAtIssue)),
    },
  });
}

/** As ISO 3166-1 begins it; Greece writes EL. */
function isVatNumber(taxId: string): boolean {
  return /^[A-Z]{2}[A-Z0-9+*]{2,13}$/.test(taxId.replaceAll(' ', ''));
}

interface TaxedLine {
  readonly line: InvoiceLine;
  readonly net: number;
  readonly tax: EInvoiceTax & { readonly minor: number; readonly reason?: string | undefined };
}

/** Lines that are no taxes, each with the one tax that EN 16931 lets it have. */
function taxedLines(lines: readonly InvoiceLine[]): Result<readonly TaxedLine[]> {
  const taxed: TaxedLine[] = [];
  for (const line of lines) {
    if (line.kind === 'tax') continue;
    const added = lines.filter(({ kind, aboutLineId }) => kind === 'tax' && aboutLineId === line.lineId);
    const contained = line.contains ?? [];
    const [relief, ...others] = line.reliefs ?? [];
    if (added.length + contained.length + (relief === undefined ? 0 : 1) + others.length > 1) {
      return refuse(
        'e-invoice.several-taxes',
        `“${line.item}” carries several taxes; EN 16931 knows one VAT on a line.`,
      );
    }
    const inside = contained[0];
    const minor = inside?.minor ?? added[0]?.minor ?? 0;
    const percent = inside?.rate ?? added[0]?.tax?.rate;
    if (minor !== 0 && Number(percent) === 0) {
      return refuse(
        'e-invoice.several-taxes',
        `“${line.item}” carries a tax that is no percentage; EN 16931 knows VAT alone.`,
      );
    }
    taxed.push({
      line,
      net: line.minor - (inside?.minor ?? 0),
      tax: { minor, ...categoryOf(percent, relief) },
    });
  }
  return done(taxed);
}

function categoryOf(rate = '0', relief?: TaxRelief): EInvoiceTax & { reason?: string | undefined } {
  if (relief === undefined) return { category: Number(rate) === 0 ? 'Z' : 'S', rate };
  const category = reliefCategory[relief.kind];
  return { category, reason: relief.reason, ...(category === 'O' ? {} : { rate: '0' }) };
}

/** An intra-community supply tells its country where the tax rules chose it; else it went where the buyer is served. */
function deliveryOf(
  lines: readonly TaxedLine[],
  served: Address,
  issuedOn: Day,
): Result<EInvoice['delivery']> {
  const supplied = lines.filter(({ tax }) => tax.category === 'K').map(({ line }) => line);
  const [country, ...others] = new Set(
    supplied.map(({ reliefs }) => reliefs?.[0]?.ground?.jurisdiction ?? served.country),
  );
  if (country === undefined) return done(undefined);
  if (others.length > 0) {
    return refuse(
      'e-invoice.several-destinations',
      `EN 16931 knows one place of delivery; goods went to ${[country, ...others].join(' and ')}. Bill them on invoices of their own.`,
    );
  }
  const [on = issuedOn] = supplied.map(({ from }) => from ?? issuedOn).toSorted();
  return done({ on, country });
}

/** One group for each category and rate; the reasons of all its lines stand together. */
function breakdown(lines: readonly TaxedLine[]) {
  const groups = new Map<string, EInvoiceTax & { base: number; minor: number; reasons: Set<string> }>();
  for (const { net, tax } of lines) {
    const { minor, reason, ...category } = tax;
    const key = `${category.category} ${Number(category.rate)}`;
    const group = groups.get(key) ?? { ...category, base: 0, minor: 0, reasons: new Set<string>() };
    group.base += net;
    group.minor += minor;
    if (reason !== undefined) group.reasons.add(reason);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ reasons, ...group }) => ({
    ...group,
    reasonCode:
      group.category in reliefCode ? reliefCode[group.category as keyof typeof reliefCode] : undefined,
    reason: reasons.size === 0 ? undefined : [...reasons].join('; '),
  }));
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

function dayBefore(day: Day): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
