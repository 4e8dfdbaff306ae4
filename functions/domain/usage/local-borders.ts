import type { Day, Instant } from '../../contracts/scalars.ts';
import { dayNumber, dayOf } from '../billing/days.ts';
import { localDay } from '../billing/local-day.ts';

const minute = 60_000;
/** No place is further from UTC than this. */
const furthest = 15 * 60 * minute;

/** The minute with which a day begins in a time zone; where the clocks skip midnight, the first one after it. */
export function beginningOf(day: Day, timeZone: string): Instant {
  const midnight = Date.parse(`${day}T00:00:00.000Z`);
  let before = (midnight - furthest) / minute;
  let within = (midnight + furthest) / minute;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (localDay(new Date(middle * minute).toISOString(), timeZone) < day) before = middle;
    else within = middle;
  }
  return new Date(within * minute).toISOString();
}

export type UsageSpan = 'day' | 'month';

/** The first day of the span in which a day lies. */
export function spanBegin(day: Day, span: UsageSpan): Day {
  return span === 'day' ? day : `${day.slice(0, 7)}-01`;
}

/** The first day after the span that begins on that day. */
export function spanEnd(begin: Day, span: UsageSpan): Day {
  // The 1st plus 31 days lies in the next month, whatever the month.
  return span === 'day' ? dayOf(dayNumber(begin) + 1) : spanBegin(dayOf(dayNumber(begin) + 31), 'month');
}
