import type { JournalEntry, Month } from '../../contracts/ledger.ts';
import type { CurrencyCode, Day } from '../../contracts/scalars.ts';
import { monthIn } from './months.ts';

export interface Sides {
  readonly debit: number;
  readonly credit: number;
}

/** What entries of one month sum to on one account, whole and by day, and of income when it is earned. */
export interface MonthTotal extends Sides {
  readonly month: Month;
  readonly currency: CurrencyCode;
  readonly account: string;
  readonly days: Readonly<Record<Day, Sides>>;
  readonly earned: Readonly<Record<Month, number>>;
}

const none: Sides = { debit: 0, credit: 0 };

function plus(sides: Sides, minor: number): Sides {
  return minor > 0 ? { ...sides, debit: sides.debit + minor } : { ...sides, credit: sides.credit - minor };
}

/** Names one total. */
export function totalKey({ month, currency, account }: Pick<MonthTotal, 'month' | 'currency' | 'account'>) {
  return `${month}#${currency}#${account}`;
}

/** The totals of entries, by key. */
export function totalsOf(entries: readonly JournalEntry[]): ReadonlyMap<string, MonthTotal> {
  const totals = new Map<string, MonthTotal>();
  for (const { on, currency, postings } of entries) {
    const month = monthIn(on);
    for (const { account, minor, earned = {} } of postings) {
      const key = totalKey({ month, currency, account });
      const total = totals.get(key) ?? { month, currency, account, ...none, days: {}, earned: {} };
      const shares = { ...total.earned };
      for (const [of, share] of Object.entries(earned)) shares[of] = (shares[of] ?? 0) + share;
      totals.set(key, {
        ...total,
        ...plus(total, minor),
        days: { ...total.days, [on]: plus(total.days[on] ?? none, minor) },
        earned: shares,
      });
    }
  }
  return totals;
}
