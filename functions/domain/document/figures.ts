import type { Day } from '../../contracts/scalars.ts';
import { formatMoney } from '../money.ts';

/** How figures read in a language and a currency. Digits are Latin everywhere: account numbers and amounts get compared. */
export interface Figures {
  amount(minor: number): string;
  day(day: Day): string;
  /** Half-open days as people say them: both ends included. */
  span(from: Day, to: Day): string;
}

const millisecondsOfDay = 86_400_000;

export function figuresIn(language: string, currency: string): Figures {
  const locale = `${language}-u-nu-latn-ca-gregory`;
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const day = (on: Day) => date.format(Date.parse(`${on}T00:00:00Z`));
  return {
    // The decimal text is exact, whatever the amount.
    amount: (minor) => money.format(formatMoney({ minor, currency }).amount as Intl.StringNumericLiteral),
    day,
    span(from, to) {
      const last = Date.parse(`${to}T00:00:00Z`) - millisecondsOfDay;
      return `${day(from)} – ${date.format(last)}`;
    },
  };
}
