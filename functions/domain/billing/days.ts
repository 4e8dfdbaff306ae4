import type { Day } from '../../contracts/scalars.ts';

/**
 * A calendar day as the count of days since 1970-01-01. Billing reckons in whole numbers, because a run derives some
 * ten thousand invoices per second; the tests compare every operation with Temporal.
 */
export type DayNumber = number;

/** Beyond every day: the end of what has not ended. */
export const never: DayNumber = Number.POSITIVE_INFINITY;

/** Months since year 0. */
export type MonthNumber = number;

// Days are counted in eras of 400 years that begin on 1 March, so that the leap day comes last in its year.
const daysPerEra = 146_097;
const epochOffset = 719_468;

function daysBefore(year: number, month: number): DayNumber {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5);
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * daysPerEra + dayOfEra - epochOffset;
}

/** Digits of an ISO day as a number, without making a string of them. */
function digits(day: Day, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) value = value * 10 + day.charCodeAt(i) - 48;
  return value;
}

export function dayNumber(day: Day): DayNumber {
  return daysBefore(digits(day, 0, 4), digits(day, 5, 7)) + digits(day, 8, 10) - 1;
}

/** ISO 8601: 1 is Monday, 7 is Sunday. The first of January 1970 was a Thursday. */
export function weekdayOf(day: Day): number {
  return ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1;
}

/** Year, month (1–12) and day of the month. */
export function civil(day: DayNumber): { year: number; month: number; day: number } {
  const shifted = day + epochOffset;
  const era = Math.floor(shifted / daysPerEra);
  const dayOfEra = shifted - era * daysPerEra;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const m = Math.floor((5 * dayOfYear + 2) / 153);
  const month = m < 10 ? m + 3 : m - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * m + 2) / 5) + 1,
  };
}

/** A run names the same few hundred days for everybody. */
const names = new Map<DayNumber, Day>();
const namesKept = 20_000;

export function dayOf(number: DayNumber): Day {
  let name = names.get(number);
  if (name === undefined) {
    const { year, month, day } = civil(number);
    name = `${String(year).padStart(4, '0')}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}`;
    if (names.size >= namesKept) names.clear();
    names.set(number, name);
  }
  return name;
}

export function monthOf(day: DayNumber): MonthNumber {
  const { year, month } = civil(day);
  return year * 12 + month - 1;
}

export function dayOfMonth(day: DayNumber): number {
  return civil(day).day;
}

function firstOf(month: MonthNumber): DayNumber {
  return daysBefore(Math.floor(month / 12), (month % 12) + 1);
}

/** The given day of that month; past the month's end it falls on the last day. */
export function dayIn(month: MonthNumber, day: number): DayNumber {
  const first = firstOf(month);
  return Math.min(first + day, firstOf(month + 1)) - 1;
}
