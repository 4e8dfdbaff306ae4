import type { InvoiceLine } from '../../contracts/invoice.ts';
import type { OperatorSettings } from '../../contracts/operator.ts';
import type { Invoice } from '../billing/invoice.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import { type Figures, figuresIn } from './figures.ts';
import { buyer, seller } from './parties.ts';
import { paymentLink, transferCode } from './payment-code.ts';
import type { PrintedDocument, PrintedRow } from './printed-document.ts';
import { type DocumentWords, documentLanguage, fill, isolated, isRightToLeft, wordsIn } from './words.ts';

/** An invoice, credit note or pro-forma invoice with what it depends on, as it was at issue. */
export interface IssuedDocument {
  readonly invoiceId: string;
  readonly invoice: Pick<
    Invoice,
    | 'number'
    | 'document'
    | 'currency'
    | 'issuedOn'
    | 'issuedAt'
    | 'dueOn'
    | 'lines'
    | 'total'
    | 'dueAtIssue'
    | 'reason'
    | 'voided'
  >;
  /** Number of the invoice that a credit note is about. */
  readonly aboutNumber?: string;
  readonly operator: OperatorSettings;
  readonly subscriber: Subscriber;
  readonly isProForma?: boolean;
}

/**
 * A document as its reader gets it, in the subscriber's language where there are words for it. What was paid later does
 * not stand on it: what was handed out stays what it was, save that a void one says so.
 */
export function invoiceDocument(issued: IssuedDocument): PrintedDocument {
  const { invoice, operator, subscriber, aboutNumber, isProForma = false } = issued;
  const language = documentLanguage(subscriber.details.language, operator.language);
  const words = wordsIn(language);
  const figures = figuresIn(language, invoice.currency, operator.figures);
  const { purchaseOrderNumber } = subscriber.details;
  const isCreditNote = invoice.document === 'credit-note';
  return {
    language,
    direction: isRightToLeft(language) ? 'rtl' : 'ltr',
    paper: operator.paper,
    accent: operator.accent,
    ...(operator.logo === undefined ? {} : { logo: operator.logo }),
    title: isProForma ? words.proForma : isCreditNote ? words.creditNote : words.invoice,
    number: invoice.number,
    ...(invoice.voided === undefined ? {} : { stamp: words.void }),
    seller: seller(operator, words),
    buyer: buyer(subscriber, words),
    facts: [
      ...(isProForma ? [] : [[words.number, invoice.number] as const]),
      [words.issued, figures.day(invoice.issuedOn)],
      ...(invoice.dueAtIssue > 0 && !isProForma ? [[words.due, figures.day(invoice.dueOn)] as const] : []),
      [words.account, subscriber.number],
      ...(purchaseOrderNumber === undefined ? [] : [[words.purchaseOrder, purchaseOrderNumber] as const]),
      ...(aboutNumber === undefined ? [] : [[words.aboutInvoice, aboutNumber] as const]),
    ],
    columns: [
      { label: words.what, align: 'start', share: 0.52 },
      { label: words.period, align: 'start', share: 0.28 },
      { label: words.amount, align: 'end', share: 0.2 },
    ],
    rows: invoice.lines.filter(({ kind }) => kind !== 'tax').map((line) => row(line, words, figures)),
    totals: [...taxTotals(invoice.lines, words, figures), ...sums(issued, words, figures)],
    notes: [
      ...(invoice.reason === undefined ? [] : [`${words.reason}: ${isolated(invoice.reason)}`]),
      ...reliefNotes(invoice.lines, words),
      ...costCentreNotes(invoice.lines, words, figures),
      ...(isProForma ? [words.notPayable] : []),
    ],
    ...payment(issued, words),
    ...(operator.footer === undefined ? {} : { footer: isolated(operator.footer) }),
    pageWords: words.page,
    at: invoice.issuedAt,
  };
}

/** What changed the amount of a line, what it contains, and who bears it. */
export function lineNotes(
  { subscriberName, costCentre, rate, contains = [], discounts = [] }: InvoiceLine,
  words: DocumentWords,
  figures: Figures,
): readonly string[] {
  return [
    ...(subscriberName === undefined ? [] : [isolated(subscriberName)]),
    ...(costCentre === undefined ? [] : [`${words.costCentre}: ${isolated(costCentre)}`]),
    ...(rate === undefined ? [] : [fill(words.reduced, { rate })]),
    ...discounts.map(({ name, minor: change }) => `${isolated(name)}: ${figures.amount(change)}`),
    ...contains.map((tax) =>
      fill(words.contains, { tax: tax.name, rate: tax.rate, amount: figures.amount(tax.minor) }),
    ),
  ];
}

function row(line: InvoiceLine, words: DocumentWords, figures: Figures): PrintedRow {
  const { from, to, minor } = line;
  const notes = lineNotes(line, words, figures);
  return {
    cells: [
      describedLine(line, words),
      from === undefined || to === undefined ? '' : figures.span(from, to),
      figures.amount(minor),
    ],
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** What a line is for, in the words of the reader. */
export function describedLine(
  { rule, kind, item, parts = [], minutes = 0 }: InvoiceLine,
  words: DocumentWords,
): string {
  switch (rule) {
    case 'setup-fee':
      return fill(words.setupFee, { item });
    case 'early-termination':
      return fill(words.earlyTermination, { item });
    case 'outage':
      return fill(words.outage, { item, minutes });
    case 'adjustment':
      return fill(words.adjustment, { item });
    case 'instalment':
    case 'rest-of-instalments':
      return fill(words.instalment, { item, parts: parts.join(', ') });
    default:
      return kind === 'credit' ? fill(words.credit, { item }) : isolated(item);
  }
}

/** One row for each tax and rate, with what it was charged on. */
function taxTotals(lines: readonly InvoiceLine[], words: DocumentWords, figures: Figures) {
  const amounts = new Map(lines.map(({ lineId, minor }) => [lineId, minor]));
  const taxes = new Map<string, { tax: string; rate: string; base: number; minor: number }>();
  for (const { tax, aboutLineId, minor } of lines) {
    if (tax === undefined) continue;
    const key = `${tax.name} ${tax.rate}`;
    const known = taxes.get(key) ?? { tax: tax.name, rate: tax.rate, base: 0, minor: 0 };
    known.base += tax.base ?? amounts.get(aboutLineId ?? '') ?? 0;
    known.minor += minor;
    taxes.set(key, known);
  }
  return [...taxes.values()].map(({ tax, rate, base, minor }) => ({
    // A fee that a tax service says is no percentage of anything.
    label:
      Number(rate) === 0 && minor !== 0
        ? isolated(tax)
        : fill(words.taxOn, { tax, rate, base: figures.amount(base) }),
    amount: figures.amount(minor),
  }));
}

/** Why taxes are not charged, each said once: Directive 2006/112/EC asks for it in article 226 (11), (11a). */
export function reliefNotes(lines: readonly InvoiceLine[], words: DocumentWords): readonly string[] {
  const notes = lines.flatMap(({ reliefs = [] }) =>
    reliefs.map(({ name, kind, reason }) => {
      const note = fill(words.reliefs[kind], { tax: name });
      return reason === undefined ? note : `${note} (${isolated(reason)})`;
    }),
  );
  return [...new Set(notes)];
}

/** What each cost centre bears of the document, taxes included; nothing where none is named. */
function costCentreNotes(
  lines: readonly InvoiceLine[],
  words: DocumentWords,
  figures: Figures,
): readonly string[] {
  const sums = new Map<string, number>();
  for (const { costCentre, minor } of lines) {
    if (costCentre !== undefined) sums.set(costCentre, (sums.get(costCentre) ?? 0) + minor);
  }
  return [...sums].map(
    ([costCentre, minor]) => `${words.costCentre} ${isolated(costCentre)}: ${figures.amount(minor)}`,
  );
}

function sums({ invoice, isProForma = false }: IssuedDocument, words: DocumentWords, figures: Figures) {
  const { total, dueAtIssue, dueOn } = invoice;
  const settled = Math.max(0, total - dueAtIssue);
  const sum = { label: words.total, amount: figures.amount(total), strong: true };
  if (isProForma) return [sum];
  if (total < 0) return [sum, { label: words.credited, amount: figures.amount(-total) }];
  return [
    sum,
    ...(settled > 0 ? [{ label: words.creditApplied, amount: figures.amount(-settled) }] : []),
    dueAtIssue > 0
      ? {
          label: fill(words.toPay, { day: figures.day(dueOn) }),
          amount: figures.amount(dueAtIssue),
          strong: true,
        }
      : { label: words.nothingToPay, amount: figures.amount(0) },
  ];
}

function payment(
  { invoiceId, invoice, operator, subscriber, isProForma = false }: IssuedDocument,
  words: DocumentWords,
): Pick<PrintedDocument, 'payment'> {
  const { bank, paymentLink: template } = operator;
  if (isProForma || invoice.dueAtIssue <= 0 || invoice.voided !== undefined) return {};
  if (bank === undefined && template === undefined) return {};
  const link =
    template === undefined
      ? undefined
      : paymentLink(template, { invoice: invoiceId, account: subscriber.number });
  const reference = `${invoice.number} ${subscriber.number}`;
  const due = { minor: invoice.dueAtIssue, currency: invoice.currency };
  const transfer = bank === undefined ? undefined : transferCode(bank, due, reference);
  return {
    payment: {
      heading: words.pay,
      lines:
        bank === undefined
          ? []
          : [
              `${words.transfer} ${isolated(bank.holder)}`,
              isolated(
                `IBAN ${bank.iban.replace(/(.{4})(?=.)/g, '$1 ')}${bank.bic === undefined ? '' : `, BIC ${bank.bic}`}`,
              ),
              `${words.reference}: ${isolated(reference)}`,
            ],
      ...(link !== undefined
        ? { code: { text: link, caption: words.scanLink }, link }
        : transfer !== undefined
          ? { code: { text: transfer, caption: words.scanTransfer } }
          : {}),
    },
  };
}
