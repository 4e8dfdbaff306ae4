import type { Month } from '../../contracts/ledger.ts';
import type { Day } from '../../contracts/scalars.ts';

/** Months are written as the days in them begin. */
export function monthIn(on: Day): Month {
  return on.slice(0, 7);
}

/** A month by its count since the year 0, as `monthOf` in `../billing/days.ts` counts. */
export function monthNamed(count: number): Month {
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`;
}

/** `by` months later, or earlier where it is negative. */
export function monthAfter(month: Month, by: number): Month {
  return monthNamed(Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + by);
}

/** The months from one to another, both included. */
export function monthsBetween(first: Month, last: Month): readonly Month[] {
  const months: Month[] = [];
  for (let month = first; month <= last; month = monthAfter(month, 1)) months.push(month);
  return months;
}
