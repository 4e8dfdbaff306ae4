import type { Day, Instant } from '../../contracts/scalars.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

const times = new Map<string, Intl.DateTimeFormat>();

/** The time of day of an instant in a time zone, `14:05`. */
export function localTime(at: Instant, timeZone: string): string {
  let format = times.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
    times.set(timeZone, format);
  }
  return format.format(Date.parse(at));
}

const minute = 60_000;
/** No zone is further from UTC than this, in minutes. */
const farthestZone = 16 * 60;

/**
 * When a calendar day begins in a time zone, to the minute: 23 or 25 hours after the one before where clocks change at
 * midnight, and with the next one where a zone leapt over the day.
 */
export function dayBegins(on: Day, timeZone: string): Instant {
  const midnight = Date.parse(`${on}T00:00:00Z`);
  let before = -farthestZone;
  let begun = farthestZone;
  while (begun - before > 1) {
    const middle = Math.floor((before + begun) / 2);
    const at = new Date(midnight + middle * minute).toISOString();
    if (localDay(at, timeZone) >= on) begun = middle;
    else before = middle;
  }
  return new Date(midnight + begun * minute).toISOString();
}

/** The calendar day on which an instant falls in a time zone. */
export function localDay(at: Instant, timeZone: string): Day {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(timeZone, format);
  }
  const [month = '', day = '', year = ''] = format.format(Date.parse(at)).split('/');
  return `${year.padStart(4, '0')}-${month}-${day}`;
}
