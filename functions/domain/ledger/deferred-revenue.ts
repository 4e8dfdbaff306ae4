import type { Month } from '../../contracts/ledger.ts';
import type { CurrencyCode } from '../../contracts/scalars.ts';
import type { MonthTotal } from './totals.ts';

/** A month in one currency, in minor units. */
export interface RevenueMonth {
  readonly month: Month;
  readonly invoiced: number;
  readonly earned: number;
  readonly deferred: number;
  readonly accrued: number;
}

/** What was invoiced against the service days that it is for. All that was ever posted must be among the totals. */
export function deferredRevenue(
  totals: readonly MonthTotal[],
  months: readonly Month[],
): ReadonlyMap<CurrencyCode, readonly RevenueMonth[]> {
  const byCurrency = Map.groupBy(
    totals.flatMap(({ currency, month: invoicedIn, earned }) =>
      Object.entries(earned).map(([earnedIn, minor]) => ({ currency, invoicedIn, earnedIn, minor })),
    ),
    ({ currency }) => currency,
  );
  return new Map(
    [...byCurrency]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, shares]) => {
        const sum = (isCounted: (share: (typeof shares)[number]) => boolean) =>
          shares.reduce((total, share) => (isCounted(share) ? total + share.minor : total), 0);
        return [
          currency,
          months.map((month) => ({
            month,
            invoiced: sum(({ invoicedIn }) => invoicedIn === month),
            earned: sum(({ earnedIn }) => earnedIn === month),
            deferred: sum(({ invoicedIn, earnedIn }) => invoicedIn <= month && earnedIn > month),
            accrued: sum(({ invoicedIn, earnedIn }) => invoicedIn > month && earnedIn <= month),
          })),
        ];
      }),
  );
}
