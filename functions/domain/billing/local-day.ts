import type { Day, Instant } from '../../contracts/scalars.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

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
