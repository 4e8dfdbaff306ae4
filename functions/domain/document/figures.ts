import type { Day } from '../../contracts/scalars.ts';
import { dayWriter, hourCycles, type WrittenFigures, writeNumber } from '../../contracts/written-figures.ts';
import { formatMoney } from '../money.ts';

/** How figures read in a language and a currency. Digits are Latin everywhere: account numbers and amounts get compared. */
export interface Figures {
  amount(minor: number): string;
  day(day: Day): string;
  /** Half-open days as people say them: both ends included. */
  span(from: Day, to: Day): string;
  /** `18:30`, or `6:30 PM` where the operator's clock has twelve hours. */
  time(hoursAndMinutes: string): string;
}

const millisecondsOfDay = 86_400_000;

/** As the language has them, unless the operator has them written otherwise. */
export function figuresIn(language: string, currency: string, written: WrittenFigures = {}): Figures {
  const locale = `${language}-u-nu-latn-ca-gregory`;
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const write = dayWriter(locale, written);
  const day = (on: Day) => write(Date.parse(`${on}T00:00:00Z`));
  const clock =
    written.clock !== '12-hour'
      ? undefined
      : new Intl.DateTimeFormat(locale, {
          hour: 'numeric',
          minute: '2-digit',
          hourCycle: hourCycles['12-hour'],
          timeZone: 'UTC',
        });
  return {
    // The decimal text is exact, whatever the amount.
    amount: (minor) =>
      writeNumber(money, formatMoney({ minor, currency }).amount as Intl.StringNumericLiteral, written),
    day,
    span(from, to) {
      const last = Date.parse(`${to}T00:00:00Z`) - millisecondsOfDay;
      return `${day(from)} – ${write(last)}`;
    },
    time: (text) => (clock === undefined ? text : clock.format(Date.parse(`1970-01-01T${text}:00Z`))),
  };
}
