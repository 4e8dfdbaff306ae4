import type { InvoiceLine } from '../../contracts/invoice.ts';
import type { Month } from '../../contracts/ledger.ts';
import type { Day } from '../../contracts/scalars.ts';
import { dayIn, dayNumber, monthOf } from '../billing/days.ts';
import { ratio } from '../billing/proration.ts';
import { monthIn, monthNamed } from './months.ts';

/**
 * The months in whose service days an amount is earned, by days. The shares are differences of rounded running sums, so
 * that they sum to the amount. What is for no days is earned when it is charged.
 */
export function earnedBy(
  { from, to, kind }: Pick<InvoiceLine, 'from' | 'to' | 'kind'>,
  minor: number,
  issuedOn: Day,
): Readonly<Record<Month, number>> {
  const isSpread = kind === 'recurring' || kind === 'credit' || kind === 'usage' || kind === 'adjustment';
  if (!isSpread || from === undefined || to === undefined || from >= to) {
    return { [monthIn(issuedOn)]: minor };
  }
  const first = dayNumber(from);
  const last = dayNumber(to);
  const earned: Record<Month, number> = {};
  let before = 0;
  for (let month = monthOf(first); ; month++) {
    const end = Math.min(dayIn(month + 1, 1), last);
    const until = ratio(minor, end - first, last - first);
    if (until !== before) earned[monthNamed(month)] = until - before;
    before = until;
    if (end === last) return earned;
  }
}
