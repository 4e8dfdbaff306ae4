import type { TaxGround } from '../contracts/billing-ledger.ts';
import type { ExplainedEvent, LineExplanation } from '../contracts/http/invoices.ts';
import type { InvoiceLine } from '../contracts/invoice.ts';
import { type Invoice, invoiceAggregate } from '../domain/billing/invoice.ts';
import { formatMoney } from '../domain/money.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import { explainEvents } from './explain-events.ts';
import { loadKnown } from './load.ts';

export interface Explanation {
  readonly invoiceId: string;
  readonly number: string;
  readonly lines: readonly LineExplanation[];
}

/** Says of every line by which rule its amount came about, and on which events and answers of the network it rests. */
export async function explainInvoice(
  { store }: Pick<Ports, 'store'>,
  invoiceId: string,
): Promise<Result<Explanation>> {
  const loaded = await loadKnown(store, invoiceAggregate, invoiceId);
  if (!loaded.ok) return loaded;
  const invoice = loaded.value.state;
  const services = new Set(invoice.lines.flatMap(({ serviceId }) => serviceId ?? []));
  const named = new Set(invoice.lines.flatMap(({ events }) => events));
  const events = await explainEvents(store, [...services], named);
  return done({
    invoiceId,
    number: invoice.number,
    lines: invoice.lines.map((line) => explain(line, invoice, events)),
  });
}

function explain(
  line: InvoiceLine,
  { currency }: Invoice,
  events: ReadonlyMap<string, ExplainedEvent>,
): LineExplanation {
  const { lineId, item, kind, rule, minor, days, of, serviceId, version, price, from, to } = line;
  const { discounts, aboutLineId } = line;
  const money = (amount: number) => formatMoney({ minor: amount, currency });
  return {
    lineId,
    item,
    kind,
    rule,
    amount: money(minor),
    words: [wordsOf(line, currency), ...reliefWords(line)].join(' '),
    ...(days === undefined || of === undefined ? {} : { fraction: { days, of } }),
    ...(serviceId === undefined ? {} : { serviceId }),
    ...(version === undefined ? {} : { version }),
    ...(price === undefined ? {} : { price: money(price) }),
    ...(from === undefined || to === undefined ? {} : { period: { from, to } }),
    ...(discounts === undefined
      ? {}
      : { discounts: discounts.map(({ minor: off, ...named }) => ({ ...named, amount: money(off) })) }),
    ...(aboutLineId === undefined ? {} : { aboutLineId }),
    events: line.events.flatMap((eventId) => events.get(eventId) ?? []),
  };
}

function wordsOf(line: InvoiceLine, currency: string): string {
  const { days = 0, of = 0, price = 0, from = '', to = '', rate, parts = [], tax } = line;
  const full = formatMoney({ minor: price, currency });
  const share = rate === undefined ? '' : `, of which ${rate} % are charged during the suspension`;
  const less =
    line.discounts === undefined
      ? ''
      : ` before discounts (${line.discounts.map(({ name }) => name).join(', ')})`;
  const cost = `${full.amount} ${full.currency}${less}${share}`;
  switch (line.rule) {
    case 'full-period':
      return `The full period from ${from} to ${to} costs ${cost}.`;
    case 'part-period':
      return `${days} of ${of} days, from ${from} to ${to}, of a period that costs ${cost}.`;
    case 'unused-rest':
      return `${days} of ${of} days, from ${from} to ${to}, were charged and are not used; a period costs ${cost}.`;
    case 'undone':
      return 'Charged for what was taken back before its first day was over: all of it is credited.';
    case 'once':
      return `Charged once: ${cost}.`;
    case 'instalment':
      return `Instalment ${parts.join(', ')} of ${cost}; all instalments sum to that price.`;
    case 'rest-of-instalments':
      return `The instalments ${parts.join(', ')} of ${cost} fell due when it ended.`;
    case 'setup-fee':
      return `Set-up of ${line.item}, charged once with the activation: ${cost}.`;
    case 'early-termination':
      return `The contract was ended before its term was over: ${cost}.`;
    case 'usage':
      return `What was used, less what is included, by the tiers of the plan: ${cost}.`;
    case 'top-up':
      return `Volume that was bought beside the plan: ${cost}.`;
    case 'by-hand':
      return 'Put on the invoice by staff.';
    case 'outage':
      return `${line.minutes ?? 0} minutes between ${from} and ${to} could not be used; a period costs ${cost}.`;
    case 'tax':
      return `${tax?.name ?? 'Tax'} of ${tax?.rate ?? '0'} % on the line it follows${chosenBy(tax?.ground)}.`;
    case 'tax-taken-back':
      return `${tax?.name ?? 'Tax'} of ${tax?.rate ?? '0'} % on what was taken back.`;
    case 'adjustment':
      return 'A correction that staff made by a credit note.';
  }
}

/** Where, as what and by which rule a tax was found. */
function chosenBy(ground: TaxGround | undefined): string {
  if (ground === undefined) return ', as the billing profile says';
  const { rule, jurisdiction, category, on } = ground;
  const place = jurisdiction === undefined ? '' : ` of ${jurisdiction}`;
  if (rule === 'tax-service') return `${place}, as the tax service said of the supply on ${on}`;
  return `, by the rules${place}${category === undefined ? '' : ` for ${category}`} on ${on}`;
}

function reliefWords({ reliefs = [] }: InvoiceLine): readonly string[] {
  return reliefs.map(
    ({ name, kind, reason, ground }) =>
      `No ${name}: ${kind}${reason === undefined ? '' : ` (${reason})`}${chosenBy(ground)}.`,
  );
}
