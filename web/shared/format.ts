import {
  dayWriter,
  hourCycles,
  instantWriter,
  type WrittenFigures,
  writeNumber,
} from '../../functions/contracts/written-figures.ts';
import type { Money } from './routes.ts';

const binary = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/**
 * Amounts, days, instants, volumes and speeds as a language and a time zone write them. An ISO day is a calendar day and
 * stays one; an instant is told in `timeZone`, or that of the reader where none is given. `written`: as the operator has
 * them, where it has.
 */
export function formats(language: string, timeZone?: string, written: WrittenFigures = {}) {
  const zone = timeZone === undefined ? {} : { timeZone };
  const hours = written.clock === undefined ? {} : { hourCycle: hourCycles[written.clock] };
  const day = dayWriter(language, written);
  const dayOfMonth = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const month = new Intl.DateTimeFormat(language, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  const instant = instantWriter(language, written, 'short', timeZone);
  const exact = instantWriter(language, written, 'medium', timeZone);
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'medium', ...hours, ...zone });
  const ago = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'narrow' });
  const number = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const unit = (value: number, name: string, digits: number) =>
    writeNumber(
      new Intl.NumberFormat(language, {
        style: 'unit',
        unit: name,
        unitDisplay: 'short',
        maximumFractionDigits: digits,
      }),
      value,
      written,
    );
  return {
    language,
    /** A signed amount with its currency, all decimals of the currency kept. */
    money({ amount, currency }: Money): string {
      // A string keeps every digit: no amount goes through a binary fraction.
      return writeNumber(
        new Intl.NumberFormat(language, { style: 'currency', currency }),
        amount as Intl.StringNumericLiteral,
        written,
      );
    },
    day: (on: string) => day(new Date(`${on}T00:00:00Z`)),
    /** Where the year is plain, as below a chart. */
    dayOfMonth: (on: string) => dayOfMonth.format(new Date(`${on}T00:00:00Z`)),
    month: (on: string) => month.format(new Date(`${on.slice(0, 7)}-01T00:00:00Z`)),
    instant: (at: string) => instant(new Date(at)),
    exact: (at: string) => exact(new Date(at)),
    time: (at: string) => time.format(new Date(at)),
    /** The largest whole unit between two instants: `3min ago`. */
    ago(at: string, now: number): string {
      const seconds = (Date.parse(at) - now) / 1000;
      const [size, name] = (
        [
          [86_400, 'day'],
          [3600, 'hour'],
          [60, 'minute'],
        ] as const
      ).find(([length]) => Math.abs(seconds) >= length) ?? [1, 'second'];
      return ago.format(Math.trunc(seconds / size), name);
    },
    number: (value: number) => writeNumber(number, value, written),
    percent: (fraction: number) => writeNumber(percent, fraction, written),
    /** Decimal units, as plans are sold. */
    volume(octets: number): string {
      const step = Math.min(binary.length - 1, octets < 1000 ? 0 : Math.floor(Math.log10(octets) / 3));
      return unit(octets / 1000 ** step, binary[step]!, step < 3 ? 0 : 2);
    },
    rate: (kbps: number) =>
      kbps < 1000
        ? unit(kbps, 'kilobit-per-second', 0)
        : kbps < 1_000_000
          ? unit(kbps / 1000, 'megabit-per-second', 1)
          : unit(kbps / 1_000_000, 'gigabit-per-second', 2),
    distance: (metres: number) =>
      metres < 1000 ? unit(metres, 'meter', 0) : unit(metres / 1000, 'kilometer', metres < 10_000 ? 1 : 0),
    duration(seconds: number): string {
      const hours = Math.floor(seconds / 3600);
      const minutes = Math.floor((seconds % 3600) / 60);
      if (hours >= 48) return unit(Math.floor(hours / 24), 'day', 0);
      return hours > 0
        ? `${unit(hours, 'hour', 0)} ${unit(minutes, 'minute', 0)}`
        : minutes > 0
          ? unit(minutes, 'minute', 0)
          : unit(seconds, 'second', 0);
    },
  };
}
export type Formats = ReturnType<typeof formats>;
