import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { civil, dayIn, dayNumber, dayOf, monthOf } from '../../../functions/domain/billing/days.ts';
import { dayBegins, localDay } from '../../../functions/domain/billing/local-day.ts';
import {
  endOfPeriodFrom,
  isAnchorDay,
  lastAnchorDayWithin,
  nextAnchorDay,
  startOfPeriodTo,
} from '../../../functions/domain/billing/periods.ts';

const seed = { seed: 20261123 };
const days = fc.integer({ min: -25_000, max: 60_000 });
const plainDate = (day: number) => Temporal.PlainDate.from('1970-01-01').add({ days: day });

/** The anchor day of a month as Temporal has it: `constrain` clamps to the month's end. */
function anchorIn({ year, month }: { year: number; month: number }, day: number): Temporal.PlainDate {
  return Temporal.PlainDate.from({ year, month, day }, { overflow: 'constrain' });
}

describe('days', () => {
  it('are what Temporal says they are', () => {
    fc.assert(
      fc.property(days, (day) => {
        const date = plainDate(day);
        expect(dayOf(day)).toBe(date.toString());
        expect(dayNumber(date.toString())).toBe(day);
        expect(civil(day)).toEqual({ year: date.year, month: date.month, day: date.day });
      }),
      { ...seed, numRuns: 3_000 },
    );
  });

  it('clamp to the end of a month and return to themselves', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 31 }), (day, wanted) => {
        expect(dayOf(dayIn(monthOf(day), wanted))).toBe(anchorIn(plainDate(day), wanted).toString());
      }),
      { ...seed, numRuns: 3_000 },
    );
  });

  it('are those of the zone, on both sides of midnight and of the date line', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1980-01-01'), max: new Date('2050-01-01'), noInvalidDate: true }),
        fc.constantFrom(
          'UTC',
          'Europe/Berlin',
          'America/Los_Angeles',
          'Pacific/Kiritimati',
          'Asia/Kathmandu',
          'Pacific/Apia',
        ),
        (date, zone) => {
          const at = date.toISOString();
          const day = Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString();
          expect(localDay(at, zone)).toBe(day);
        },
      ),
      { ...seed, numRuns: 1_000 },
    );
  });

  it('begin when Temporal says that they do in the zone, where clocks change at midnight too', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: dayNumber('1990-01-01'), max: dayNumber('2040-01-01') }),
        fc.constantFrom(
          'UTC',
          'America/Santiago',
          'America/St_Johns',
          'Asia/Kathmandu',
          'Africa/Cairo',
          'Australia/Lord_Howe',
          'Pacific/Kiritimati',
          'Pacific/Pago_Pago',
        ),
        (day, zone) => {
          const on = dayOf(day);
          // The zone leapt over this day.
          fc.pre(!(zone === 'Pacific/Kiritimati' && on === '1994-12-31'));
          const begins = plainDate(day).toZonedDateTime(zone).toInstant().toString();
          expect(dayBegins(on, zone)).toBe(new Date(begins).toISOString());
        },
      ),
      { ...seed, numRuns: 2_000 },
    );
  });
});

describe('periods', () => {
  const months = { month: 1, quarter: 3, 'half-year': 6, year: 12 } as const;
  const period = fc.constantFrom(...(Object.keys(months) as (keyof typeof months)[]));

  it('of months start and end on the anchor day that Temporal finds', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 31 }), period, (day, anchorDay, length) => {
        const anchor = { day: anchorDay };
        const date = plainDate(day);
        const here = anchorIn(date, anchorDay);
        const next =
          Temporal.PlainDate.compare(here, date) > 0
            ? here
            : anchorIn(date.with({ day: 1 }).add({ months: 1 }), anchorDay);
        expect(isAnchorDay(day, length, anchor)).toBe(here.equals(date));
        expect(dayOf(nextAnchorDay(day, length, anchor))).toBe(next.toString());
        const start = dayNumber(next.toString());
        const end = anchorIn(next.with({ day: 1 }).add({ months: months[length] }), anchorDay);
        expect(dayOf(endOfPeriodFrom(start, length, anchor))).toBe(end.toString());
        expect(startOfPeriodTo(dayNumber(end.toString()), length, anchor)).toBe(start);
      }),
      { ...seed, numRuns: 3_000 },
    );
  });

  it('end, after a change of length, on the last anchor day not after one length', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 31 }), period, (day, anchorDay, length) => {
        const limit = plainDate(day).add({ months: months[length] });
        const here = anchorIn(limit, anchorDay);
        const last =
          Temporal.PlainDate.compare(here, limit) <= 0
            ? here
            : anchorIn(limit.with({ day: 1 }).subtract({ months: 1 }), anchorDay);
        expect(dayOf(lastAnchorDayWithin(day, length, { day: anchorDay }))).toBe(last.toString());
      }),
      { ...seed, numRuns: 3_000 },
    );
  });

  it('of weeks are counted from the first paid day', () => {
    const anchor = { day: 7, origin: dayNumber('2026-01-07') };
    expect(isAnchorDay(dayNumber('2026-01-21'), 'week', anchor)).toBe(true);
    expect(isAnchorDay(dayNumber('2026-02-07'), 'week', anchor)).toBe(false);
    expect(dayOf(nextAnchorDay(dayNumber('2026-01-21'), 'week', anchor))).toBe('2026-01-28');
    expect(dayOf(lastAnchorDayWithin(dayNumber('2026-01-10'), 'week', anchor))).toBe('2026-01-14');
  });
});
