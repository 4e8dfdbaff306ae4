import type { Instant } from '../../contracts/scalars.ts';
import type { DayNumber } from './days.ts';

/** An outage as a service's history tells it, day by day. */
export interface Outage {
  readonly outageId: string;
  readonly event: string;
  /** The day on which it was recorded. */
  readonly recordedOn: DayNumber;
  readonly days: readonly OutageDay[];
}

export interface OutageDay {
  readonly day: DayNumber;
  /** Of the day's 1440; a day that was out from its beginning to its end has all of them, however long it was. */
  readonly minutes: number;
}

export const minutesPerDay = 1_440;
const millisecondsPerMinute = 60_000;
const longestDay = 26 * 3_600_000;

/** The local days that an outage touched, with its started minutes on each. */
export function outageDays(
  startedAt: Instant,
  endedAt: Instant,
  dayOf: (at: Instant) => DayNumber,
): readonly OutageDay[] {
  const end = Date.parse(endedAt);
  const dayAt = (at: number) => dayOf(new Date(at).toISOString());
  const days: OutageDay[] = [];
  let from = Date.parse(startedAt);
  let isWhole = from > 0 && dayAt(from - 1) !== dayAt(from);
  while (from < end) {
    const day = dayAt(from);
    const next = nextDayBegins(from, day, dayAt);
    const to = Math.min(end, next);
    const minutes = Math.ceil((to - from) / millisecondsPerMinute);
    days.push({ day, minutes: isWhole && to === next ? minutesPerDay : Math.min(minutes, minutesPerDay) });
    from = to;
    isWhole = true;
  }
  return days;
}

/** The first instant that is no longer in the day, to the millisecond. */
function nextDayBegins(at: number, day: DayNumber, dayAt: (at: number) => DayNumber): number {
  let inside = at;
  let beyond = at + longestDay;
  while (beyond - inside > 1) {
    const middle = Math.floor((inside + beyond) / 2);
    if (dayAt(middle) === day) inside = middle;
    else beyond = middle;
  }
  return beyond;
}
