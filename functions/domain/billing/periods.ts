import type { BillingPeriod } from '../../contracts/catalog.ts';
import { type DayNumber, dayIn, dayOfMonth, monthOf } from './days.ts';

/** Lengths in months; a week and a day have none. */
const months: Readonly<Record<BillingPeriod, number>> = {
  day: 0,
  week: 0,
  month: 1,
  quarter: 3,
  'half-year': 6,
  year: 12,
};

export function monthsIn(period: BillingPeriod): number {
  return months[period];
}

function daysIn(period: BillingPeriod): number {
  return period === 'week' ? 7 : 1;
}

/**
 * Where periods start. Anchor days come every month on `day` (clamped to the month's end). Under `cycle`, weeks and
 * days are counted from `origin`, the first paid day; under `pro-rata` there is no origin and the cycle day anchors
 * periods of every length.
 */
export interface Anchor {
  readonly day: number;
  readonly origin?: DayNumber;
}

function countsFromOrigin(period: BillingPeriod, anchor: Anchor): anchor is Required<Anchor> {
  return months[period] === 0 && anchor.origin !== undefined;
}

export function isAnchorDay(day: DayNumber, period: BillingPeriod, anchor: Anchor): boolean {
  if (countsFromOrigin(period, anchor)) return (day - anchor.origin) % daysIn(period) === 0;
  return dayIn(monthOf(day), anchor.day) === day;
}

/** The first anchor day after the given day. */
export function nextAnchorDay(day: DayNumber, period: BillingPeriod, anchor: Anchor): DayNumber {
  if (countsFromOrigin(period, anchor)) {
    const length = daysIn(period);
    return anchor.origin + (Math.floor((day - anchor.origin) / length) + 1) * length;
  }
  const month = monthOf(day);
  const inMonth = dayIn(month, anchor.day);
  return inMonth > day ? inMonth : dayIn(month + 1, anchor.day);
}

/** The last anchor day that is not after `day` + one period, where `day` itself may be any day. */
export function lastAnchorDayWithin(day: DayNumber, period: BillingPeriod, anchor: Anchor): DayNumber {
  const length = months[period];
  const end = length === 0 ? day + daysIn(period) : dayIn(monthOf(day) + length, dayOfMonth(day));
  if (countsFromOrigin(period, anchor)) {
    const days = daysIn(period);
    return anchor.origin + Math.floor((end - anchor.origin) / days) * days;
  }
  const month = monthOf(end);
  const inMonth = dayIn(month, anchor.day);
  return inMonth <= end ? inMonth : dayIn(month - 1, anchor.day);
}

/** End of the full period that starts on an anchor day. */
export function endOfPeriodFrom(start: DayNumber, period: BillingPeriod, anchor: Anchor): DayNumber {
  const length = months[period];
  return length === 0 ? start + daysIn(period) : dayIn(monthOf(start) + length, anchor.day);
}

/** Start of the full, perhaps virtual, period that ends on an anchor day. */
export function startOfPeriodTo(end: DayNumber, period: BillingPeriod, anchor: Anchor): DayNumber {
  const length = months[period];
  return length === 0 ? end - daysIn(period) : dayIn(monthOf(end) - length, anchor.day);
}
