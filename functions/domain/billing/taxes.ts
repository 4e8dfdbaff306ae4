import type { ChargedTax, LedgerLine } from '../../contracts/billing-ledger.ts';
import type { InvoiceLine } from '../../contracts/invoice.ts';
import { percentage, percentScale, ratio, scaledRate } from './proration.ts';
import type { DueTax } from './tax-rules.ts';

type Levy = Pick<ChargedTax, 'rate' | 'inclusive' | 'compound'>;

/**
 * What each tax makes of an amount, in their order and each rounded half up on its own. An exclusive tax is added to the
 * amount, a compound one is reckoned on the amount with what was added before it; inclusive ones are contained in it,
 * each with its share of what the sum of the inclusive rates makes up.
 */
export function taxAmounts(minor: number, taxes: readonly Levy[]): readonly number[] {
  const contained = taxes.reduce((sum, tax) => sum + (tax.inclusive ? scaledRate(tax.rate) : 0), 0);
  let withTax = minor;
  return taxes.map(({ rate, inclusive, compound = false }) => {
    if (inclusive) return ratio(minor, scaledRate(rate), 100 * percentScale + contained);
    const added = percentage(compound ? withTax : minor, Number(rate));
    withTax += added;
    return added;
  });
}

/** The taxes on an amount for an item. */
export function taxesOn(item: string, minor: number, taxes: readonly DueTax[]): readonly ChargedTax[] {
  if (taxes.length === 0) return [];
  const applicable = taxes.filter(({ appliesTo }) => appliesTo === undefined || appliesTo.includes(item));
  const amounts = taxAmounts(minor, applicable);
  return applicable.map(({ appliesTo: _, ...tax }, i) => ({ ...tax, minor: amounts[i] ?? 0, credited: 0 }));
}

/**
 * How much of each tax of a line goes back with `minor` of its amount: by the rates under which the line was charged,
 * and everything that is left when nothing is left of the line. A tax that came to something else than its rate makes of
 * the line alone (rounded with its document, or quoted by a tax service) goes back by the share of the line, so that what
 * has gone back is at every moment the same share of what was charged.
 */
export function taxesTakenBack(
  line: Pick<LedgerLine, 'minor' | 'credited' | 'taxes'>,
  minor: number,
): readonly number[] {
  const gone = line.credited + minor;
  const shares = taxAmounts(minor, line.taxes);
  const byRate = taxAmounts(line.minor, line.taxes);
  return line.taxes.map((tax, i) => {
    const left = tax.minor - tax.credited;
    if (gone === line.minor) return left;
    if (tax.minor !== byRate[i]) {
      const back = ratio(tax.minor, gone, line.minor) - tax.credited;
      return tax.minor < 0 ? Math.max(left, Math.min(0, back)) : Math.min(left, Math.max(0, back));
    }
    return Math.min(left, tax.inclusive ? ratio(tax.minor, minor, line.minor) : (shares[i] ?? 0));
  });
}

/**
 * A line with the taxes on it: contained ones and reliefs stand on the line itself, added ones on lines of their own
 * after it.
 */
export function withTaxes(
  own: InvoiceLine,
  taxes: readonly ChargedTax[],
  amounts: readonly number[],
  about: Pick<InvoiceLine, 'rule' | 'aboutLineId'>,
  nextLineId: () => string,
): InvoiceLine[] {
  if (taxes.length === 0) return [own];
  const { serviceId, subscriberId, subscriberName, costCentre, itemId, item, from, to, events } = own;
  const contains: NonNullable<InvoiceLine['contains']> = [];
  const reliefs: NonNullable<InvoiceLine['reliefs']> = [];
  const added: InvoiceLine[] = [];
  let withTax = own.minor;
  taxes.forEach(({ name, rate, inclusive, compound = false, relief, ground }, i) => {
    const minor = amounts[i] ?? 0;
    const chosen = ground === undefined ? {} : { ground };
    if (relief !== undefined) reliefs.push({ name, ...relief, ...chosen });
    else if (inclusive) contains.push({ name, rate, minor, ...chosen });
    else {
      added.push({
        lineId: nextLineId(),
        kind: 'tax',
        ...(serviceId === undefined ? {} : { serviceId }),
        ...(subscriberId === undefined ? {} : { subscriberId }),
        ...(subscriberName === undefined ? {} : { subscriberName }),
        ...(costCentre === undefined ? {} : { costCentre }),
        ...(itemId === undefined ? {} : { itemId }),
        item,
        ...(from === undefined || to === undefined ? {} : { from, to }),
        minor,
        ...about,
        tax: { name, rate, ...(compound ? { base: withTax } : {}), ...chosen },
        events,
      });
      withTax += minor;
    }
  });
  return [
    {
      ...own,
      ...(contains.length === 0 ? {} : { contains }),
      ...(reliefs.length === 0 ? {} : { reliefs }),
    },
    ...added,
  ];
}
