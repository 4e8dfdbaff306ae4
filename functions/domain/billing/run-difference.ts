import type { RunDifference as Difference, RunChange } from '../../contracts/billing-run.ts';

/** An invoice is called unusually high when it is more than so many times the median of the last ones. */
const unusualTimes = 3;
/** So many of the last invoices are looked at, and without half of them nothing is usual yet. */
export const invoicesCompared = 6;
const fewestCompared = 3;
/** Less than so many minor units more than usual is no news. */
const unusualFloor = 1_000;

/** What a run would charge a subscriber, beside what the last run that charged anything did. Amounts in minor units. */
export interface RunDifference {
  readonly change: RunChange;
  /** Of the last run; left out where there was none. */
  readonly before?: number;
  /** The change as a percentage of before, to one decimal; left out where before was zero. */
  readonly percent?: number;
  readonly isUnusuallyHigh: boolean;
}

/** `recent`: totals of the last invoices, at most `invoicesCompared`, in any order. */
export function differenceOf(
  total: number | undefined,
  before: number | undefined,
  recent: readonly number[],
): RunDifference {
  const change = changeOf(total, before);
  return {
    change,
    ...(before === undefined ? {} : { before }),
    ...(before === undefined || before === 0
      ? {}
      : { percent: Math.round((((total ?? 0) - before) / Math.abs(before)) * 1_000) / 10 }),
    isUnusuallyHigh: isUnusuallyHigh(total ?? 0, recent),
  };
}

/** So many of the greatest differences are kept of a run. */
const greatestKept = 12;

/** Those who differ most from what was charged last, up or down in minor units, the most first. */
export function greatestOf(found: readonly Difference[]): readonly Difference[] {
  const by = ({ total, before = 0 }: Difference) => Math.abs(total - before);
  return found
    .filter((one) => by(one) > 0)
    .toSorted((a, b) => by(b) - by(a) || (a.subscriberId < b.subscriberId ? -1 : 1))
    .slice(0, greatestKept)
    .map(({ subscriberId, currency, total, before }) => ({
      subscriberId,
      currency,
      total,
      ...(before === undefined ? {} : { before }),
    }));
}

function changeOf(total: number | undefined, before: number | undefined): RunChange {
  if (total === undefined) return before === undefined ? 'same' : 'gone';
  if (before === undefined) return 'new';
  return total === before ? 'same' : 'changed';
}

function isUnusuallyHigh(total: number, recent: readonly number[]): boolean {
  if (recent.length < fewestCompared) return false;
  const sorted = recent.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median =
    sorted.length % 2 === 1
      ? (sorted[Math.floor(middle)] ?? 0)
      : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
  return total > median * unusualTimes && total - median >= unusualFloor;
}
