import type { LedgerCredit, LedgerLine } from '../../contracts/billing-ledger.ts';
import type { InvoiceLine } from '../../contracts/invoice.ts';
import type { Charge, Credit } from './charges.ts';
import { type DayNumber, dayNumber, dayOf } from './days.ts';
import type { OutageCredit } from './outage-credits.ts';
import { partPrice, wholePrice } from './proration.ts';
import { earlyTerminationSlot, setupFeeSlot, topUpTerms, usageTerms } from './slots.ts';
import { withTaxes } from './taxes.ts';

/** What all lines of a service say of it. */
export type LineSubject = Pick<InvoiceLine, 'serviceId' | 'subscriberId' | 'subscriberName' | 'costCentre'>;

function ruleOf({ kind, whole, segment, parts = [] }: Charge): InvoiceLine['rule'] {
  if (kind === 'recurring') return whole ? 'full-period' : 'part-period';
  if (kind === 'instalment') return parts.length > 1 ? 'rest-of-instalments' : 'instalment';
  return isNamed(segment.terms) ? segment.terms : 'once';
}

const named = [setupFeeSlot, earlyTerminationSlot, usageTerms, topUpTerms] as const;

function isNamed(terms: string): terms is (typeof named)[number] {
  return (named as readonly string[]).includes(terms);
}

/** The line of a charge, and those of the taxes that are added to it. */
export function chargeLines(
  subject: LineSubject,
  charge: Charge,
  line: LedgerLine,
  nextLineId: () => string,
): InvoiceLine[] {
  const isRecurring = line.kind === 'recurring';
  const own: InvoiceLine = {
    lineId: line.lineId,
    kind: line.terms === usageTerms ? 'usage' : line.kind,
    ...subject,
    itemId: line.itemId,
    item: line.item,
    ...(line.version === undefined ? {} : { version: line.version }),
    ...(isRecurring ? { from: line.from, to: line.to, days: charge.days, of: charge.of } : {}),
    ...(line.rate === 100 ? {} : { rate: line.rate }),
    ...(line.parts === undefined ? {} : { parts: line.parts }),
    price: line.listPrice ?? line.price,
    ...discountsOf(line, charge, -1),
    minor: line.minor,
    rule: ruleOf(charge),
    events: [...charge.events],
  };
  const amounts = line.taxes.map(({ minor }) => minor);
  return withTaxes(own, line.taxes, amounts, { rule: 'tax', aboutLineId: line.lineId }, nextLineId);
}

/** The line of what is taken back of a charge, and those of its taxes. */
export function takenBackLines(
  subject: LineSubject,
  credit: Credit,
  taken: LedgerCredit,
  nextLineId: () => string,
): InvoiceLine[] {
  const { line } = credit;
  const isRecurring = line.kind === 'recurring';
  const days = { from: credit.from, to: dayNumber(line.until) };
  const own = creditLine(subject, line, credit.minor, nextLineId(), {
    ...(isRecurring ? { from: dayOf(credit.from), to: line.until, days: credit.days, of: credit.of } : {}),
    ...(isRecurring ? discountsOf(line, days, 1) : {}),
    rule: isRecurring && credit.from > dayNumber(line.from) ? 'unused-rest' : 'undone',
    events: [...credit.events],
  });
  return withTakenTaxes(own, line, taken, nextLineId);
}

/** The line of what an outage gives back, and those of its taxes. */
export function outageLines(
  subject: LineSubject,
  { line, outage, from, to, minutes, taken }: OutageCredit,
  nextLineId: () => string,
): InvoiceLine[] {
  const own = creditLine(subject, line, taken.minor, nextLineId(), {
    from: dayOf(from),
    to: dayOf(to),
    minutes,
    outageId: outage.outageId,
    rule: 'outage',
    events: [outage.event],
  });
  return withTakenTaxes(own, line, taken, nextLineId);
}

function creditLine(
  subject: LineSubject,
  line: LedgerLine,
  minor: number,
  lineId: string,
  rest: Pick<InvoiceLine, 'rule' | 'events'> & Partial<InvoiceLine>,
): InvoiceLine {
  return {
    lineId,
    kind: 'credit',
    ...subject,
    itemId: line.itemId,
    item: line.item,
    ...(line.version === undefined ? {} : { version: line.version }),
    ...(line.rate === 100 ? {} : { rate: line.rate }),
    price: line.listPrice ?? line.price,
    minor: -minor,
    aboutLineId: line.lineId,
    ...rest,
  };
}

function withTakenTaxes(
  own: InvoiceLine,
  line: LedgerLine,
  { taxes }: LedgerCredit,
  nextLineId: () => string,
): InvoiceLine[] {
  const amounts = line.taxes.map((_, i) => -(taxes[i] ?? 0));
  return withTaxes(own, line.taxes, amounts, { rule: 'tax-taken-back', aboutLineId: own.lineId }, nextLineId);
}

/** What each discount changed a line by, for the days given: they sum to the difference from the undiscounted line. */
function discountsOf(
  line: LedgerLine,
  days: { readonly from: DayNumber; readonly to: DayNumber },
  sign: 1 | -1,
): Pick<InvoiceLine, 'discounts'> {
  const { discounts = [], listPrice, rate, method, period } = line;
  if (discounts.length === 0 || listPrice === undefined) return {};
  const full = { periodFrom: dayNumber(line.periodFrom), periodTo: dayNumber(line.periodTo) };
  const whole = days.from === full.periodFrom && days.to === full.periodTo;
  const amount = (price: number) =>
    whole
      ? wholePrice({ price, rate })
      : partPrice({ price, rate }, method, period, { from: days.from, to: days.to, ...full }).minor;
  let before = amount(listPrice);
  return {
    discounts: discounts.map(({ discountId, name, price }) => {
      const after = amount(price);
      const minor = sign * (before - after);
      before = after;
      return { discountId, name, minor };
    }),
  };
}
