import type { PlanVersion } from '../../contracts/catalog.ts';
import { type DayNumber, dayIn, dayOfMonth, monthOf } from './days.ts';
import { monthsIn } from './periods.ts';
import { percentage, ratio } from './proration.ts';

/** A contract that binds a service: from the day on which its plan version came on the service, up to `until`. */
export interface Commitment {
  readonly from: DayNumber;
  readonly until: DayNumber;
  readonly terms: PlanVersion;
  readonly event: string;
}

/** The commitment that a version brings when it comes on a service. */
export function commitmentOf(terms: PlanVersion, from: DayNumber, event: string): Commitment | undefined {
  if (terms.contract === undefined) return undefined;
  return { from, until: monthsAfter(from, terms.contract.months), terms, event };
}

function monthsAfter(day: DayNumber, months: number): DayNumber {
  return dayIn(monthOf(day) + months, dayOfMonth(day));
}

/**
 * What ending on a day costs: the fixed fee, or the percentage of what the rest of the term would have cost: its whole
 * months and the part of the month that is under way, by days.
 */
export function earlyTerminationFee({ from, until, terms }: Commitment, endsOn: DayNumber): number {
  const { contract, price, period } = terms;
  if (contract === undefined || endsOn >= until) return 0;
  const { earlyTermination: rule } = contract;
  if ('fee' in rule) return rule.fee.minor;
  const length = monthsIn(period);
  if (length === 0) {
    return percentage(ratio(price.minor, until - endsOn, period === 'week' ? 7 : 1), rule.restPercent);
  }
  // The month of the term in which it ends, counted from the term's first day.
  let month = Math.max(0, monthOf(endsOn) - monthOf(from) - 1);
  while (monthsAfter(from, month + 1) <= endsOn) month += 1;
  const start = monthsAfter(from, month);
  const days = monthsAfter(from, month + 1) - start;
  const left = (contract.months - month) * days - (endsOn - start);
  return ratio(price.minor, left * Math.round(rule.restPercent * 1_000), days * length * 100_000);
}
