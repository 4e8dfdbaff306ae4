import type { ChargedTax, LedgerLine } from '../../contracts/billing-ledger.ts';
import type { Tax } from '../../contracts/billing-profile.ts';
import { percentage, ratio } from './proration.ts';

// Rates are exact to six decimal places.
const scale = 1_000_000;

function scaled(rate: string): number {
  return Math.round(Number(rate) * scale);
}

/**
 * The taxes on an amount for an item, each rounded half up on its own. An exclusive tax is added to the amount; inclusive
 * ones are contained in it, each with its share of what the sum of the inclusive rates makes up.
 */
export function taxesOn(item: string, minor: number, taxes: readonly Tax[]): readonly ChargedTax[] {
  if (taxes.length === 0) return [];
  const applicable = taxes.filter(({ appliesTo }) => appliesTo === undefined || appliesTo.includes(item));
  const contained = applicable.reduce((sum, tax) => sum + (tax.inclusive ? scaled(tax.rate) : 0), 0);
  return applicable.map(({ name, rate, inclusive }) => ({
    name,
    rate,
    inclusive,
    minor: inclusive ? ratio(minor, scaled(rate), 100 * scale + contained) : percentage(minor, Number(rate)),
    credited: 0,
  }));
}

/**
 * How much of each tax of a line goes back with `minor` of its amount: by the rates under which the line was charged,
 * and everything that is left when nothing is left of the line.
 */
export function taxesTakenBack(
  line: Pick<LedgerLine, 'minor' | 'credited' | 'taxes'>,
  minor: number,
): readonly number[] {
  const all = line.credited + minor === line.minor;
  return line.taxes.map((tax) => {
    const left = tax.minor - tax.credited;
    if (all) return left;
    const share = tax.inclusive ? ratio(tax.minor, minor, line.minor) : percentage(minor, Number(tax.rate));
    return Math.min(left, share);
  });
}
