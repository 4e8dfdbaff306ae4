import type { BillingProfile } from '../../contracts/billing-profile.ts';
import type { BillingPeriod } from '../../contracts/catalog.ts';
import { prorate } from '../money.ts';
import { civil, type DayNumber } from './days.ts';
import { monthsIn } from './periods.ts';

export type Proration = BillingProfile['proration'];

/** A price for a full period, and the part of it that is charged: all, or a percentage during a suspension. */
export interface Rated {
  readonly price: number;
  readonly rate: number;
}

export interface Part {
  readonly minor: number;
  readonly days: number;
  readonly of: number;
}

/** Percentages are exact to six decimal places, as taxes are. */
export const percentScale = 1_000_000;

/** A percentage in a string as a whole number of millionths. */
export function scaledRate(rate: string): number {
  return Math.round(Number(rate) * percentScale);
}

/** `minor × numerator ÷ denominator`, half up by magnitude, in machine numbers as long as these are exact. */
export function ratio(minor: number, numerator: number, denominator: number): number {
  const product = minor * numerator;
  if (Math.abs(product) * 2 + denominator <= Number.MAX_SAFE_INTEGER) {
    const rounded = Math.floor((Math.abs(product) * 2 + denominator) / (denominator * 2));
    return product < 0 && rounded !== 0 ? -rounded : rounded;
  }
  return prorate(minor, BigInt(numerator), BigInt(denominator));
}

/** A percentage of an amount, half up by magnitude. */
export function percentage(minor: number, percent: number): number {
  return ratio(minor, Math.round(percent * percentScale), 100 * percentScale);
}

/** Days from `from` to `to` when every month has thirty (30E/360). */
function thirtyDayMonths(from: DayNumber, to: DayNumber): number {
  const a = civil(from);
  const b = civil(to);
  return (b.year - a.year) * 360 + (b.month - a.month) * 30 + Math.min(b.day, 30) - Math.min(a.day, 30);
}

/** What a full period costs. */
export function wholePrice({ price, rate }: Rated): number {
  return rate === 100 ? price : percentage(price, rate);
}

/**
 * What `[from, to)` costs as a part of the full period `[periodFrom, periodTo)`. Under `none` a part has no price.
 * Periods of days and weeks have no months to be made thirty days long: they count actual days.
 */
export function partPrice(
  rated: Rated,
  method: Proration,
  period: BillingPeriod,
  part: { from: DayNumber; to: DayNumber; periodFrom: DayNumber; periodTo: DayNumber },
): Part {
  const months = monthsIn(period);
  const byThirty = months > 0 && (method === '30-360' || method === 'actual-30');
  const of = byThirty ? months * 30 : part.periodTo - part.periodFrom;
  const days = byThirty && method === '30-360' ? thirtyDayMonths(part.from, part.to) : part.to - part.from;
  if (method === 'none') return { minor: 0, days, of };
  const minor =
    rated.rate === 100
      ? ratio(rated.price, days, of)
      : ratio(rated.price, days * Math.round(rated.rate * percentScale), of * 100 * percentScale);
  return { minor: method === 'actual-30' ? Math.min(minor, wholePrice(rated)) : minor, days, of };
}
