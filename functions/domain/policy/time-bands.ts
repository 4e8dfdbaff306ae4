import type { Day, Instant } from '../../contracts/scalars.ts';
import type { StandingBand, TimeBand } from '../../contracts/time-band.ts';
import { dayNumber, dayOf, weekdayOf } from '../billing/days.ts';
import { dayBegins, localDay, localTime } from '../billing/local-day.ts';
import { earlier, later } from '../usage/session-usage.ts';

/** From and before. */
export type Span = readonly [from: Instant, to: Instant];

const minute = 60_000;
const daysOfWeek = 7;

/**
 * The first minute at which the clocks of a time zone show that time of the day: where they are set back, the first of the
 * two; where they leap over it, the one after the leap.
 */
export function clockShows(day: Day, time: string, timeZone: string): Instant {
  const [hours, minutes] = time.split(':').map(Number) as [number, number];
  const begin = Date.parse(dayBegins(day, timeZone)) / minute;
  const shows = (at: number): string => {
    const instant = new Date(at * minute).toISOString();
    return `${localDay(instant, timeZone)} ${localTime(instant, timeZone)}`;
  };
  const wanted = `${day} ${time}`;
  const usual = begin + hours * 60 + minutes;
  if (shows(usual) === wanted) return new Date(usual * minute).toISOString();
  // The clocks are changed between midnight and then: by no more than a few hours, and only once.
  let before = Math.max(begin, usual - 180) - 1;
  let from = usual + 180;
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (shows(middle) < wanted) before = middle;
    else from = middle;
  }
  return new Date(from * minute).toISOString();
}

/** When each band holds, of those that begin on one of the days. */
function heldOn(band: TimeBand, days: readonly Day[], timeZone: string): readonly Span[] {
  return days
    .filter((day) => band.days.includes(weekdayOf(day)))
    .map((day) => [
      clockShows(day, band.from, timeZone),
      clockShows(band.to > band.from ? day : dayOf(dayNumber(day) + 1), band.to, timeZone),
    ]);
}

function daysFrom(first: Day, last: Day): readonly Day[] {
  const begin = dayNumber(first);
  return Array.from({ length: dayNumber(last) - begin + 1 }, (_, i) => dayOf(begin + i));
}

/** Which of the bands holds at an instant, the first that is named where several do, and until when at least nothing changes. */
export function bandAt(
  bands: readonly TimeBand[] | undefined,
  at: Instant,
  timeZone: string,
): StandingBand | undefined {
  if (bands === undefined || bands.length === 0) return undefined;
  const today = dayNumber(localDay(at, timeZone));
  // Every band comes within a week; the one of yesterday may hold still.
  const days = daysFrom(dayOf(today - 1), dayOf(today + daysOfWeek));
  const held = bands.map((band) => ({ band, spans: heldOn(band, days, timeZone) }));
  const standing = held.find(({ spans }) => spans.some(([from, to]) => from <= at && at < to));
  const [until] = held
    .flatMap(({ spans }) => spans.flat())
    .filter((border) => border > at)
    .toSorted();
  if (until === undefined) throw new Error(`no band begins or ends in the week after ${at}`);
  return { until, ...(standing === undefined ? {} : { band: standing.band }) };
}

/** The spans between two instants in which volume is free, in order, without overlaps. */
export function unmeteredBetween(
  bands: readonly TimeBand[] | undefined,
  [begin, end]: Span,
  timeZone: string,
): readonly Span[] {
  const free = bands?.filter(({ unmetered }) => unmetered === true) ?? [];
  if (free.length === 0) return [];
  const first = dayOf(dayNumber(localDay(begin, timeZone)) - 1);
  const days = daysFrom(first, localDay(end, timeZone));
  const spans = free
    .flatMap((band) => heldOn(band, days, timeZone))
    .map(([from, to]): Span => [later(from, begin), earlier(to, end)])
    .filter(([from, to]) => from < to)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const merged: Span[] = [];
  for (const [from, to] of spans) {
    const last = merged.at(-1);
    if (last === undefined || from > last[1]) merged.push([from, to]);
    else merged[merged.length - 1] = [last[0], later(last[1], to)];
  }
  return merged;
}

/**
 * Names the part of a local day in which a record is kept, so that what was moved before a border of free hours and what
 * was moved after it do not blur: the day itself up to the first border, then the day with the border's time.
 */
export function partOfDay(bands: readonly TimeBand[] | undefined, at: Instant, timeZone: string): string {
  const day = localDay(at, timeZone);
  const time = localTime(at, timeZone);
  const border = (bands ?? [])
    .filter(({ unmetered }) => unmetered === true)
    .flatMap(({ from, to }) => [from, to])
    .filter((one) => one !== '00:00' && one <= time)
    .toSorted()
    .at(-1);
  return border === undefined ? day : `${day}T${border}`;
}
