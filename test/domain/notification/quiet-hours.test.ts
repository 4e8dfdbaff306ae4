import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localTime } from '../../../functions/domain/billing/local-day.ts';
import { quietUntil } from '../../../functions/domain/notification/quiet-hours.ts';

const night = { from: '21:00', to: '08:00' };

describe('quiet hours', () => {
  it.each([
    ['2026-01-10T19:59:00.000Z', undefined],
    ['2026-01-10T20:00:00.000Z', '2026-01-11T07:00:00.000Z'],
    ['2026-01-11T06:59:59.999Z', '2026-01-11T07:00:00.000Z'],
    ['2026-01-11T07:00:00.000Z', undefined],
    // The night in which clocks go forward, and the one in which they go back.
    ['2026-03-28T22:00:00.000Z', '2026-03-29T06:00:00.000Z'],
    ['2026-10-24T22:00:00.000Z', '2026-10-25T07:00:00.000Z'],
  ])('of the night end on the clock of the subscriber: %s', (at, until) => {
    expect(quietUntil(at, 'Europe/Berlin', night)).toBe(until);
  });

  it('are none where none are set, and may lie within a day', () => {
    expect(quietUntil('2026-01-10T23:00:00.000Z', 'UTC', undefined)).toBeUndefined();
    const noon = { from: '12:00', to: '13:30' };
    expect(quietUntil('2026-01-10T12:10:30.000Z', 'UTC', noon)).toBe('2026-01-10T13:30:00.000Z');
  });

  it('always end within a day and an hour, at a time that is not quiet after minutes that are', () => {
    const clock = fc
      .integer({ min: 0, max: 1_439 })
      .map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`);
    const zone = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Pacific/Apia',
    );
    const instant = fc
      .integer({ min: 1_767_225_600, max: 1_798_761_600 })
      .map((s) => new Date(s * 1000).toISOString());
    fc.assert(
      fc.property(instant, zone, clock, clock, (at, timeZone, from, to) => {
        fc.pre(from !== to);
        const until = quietUntil(at, timeZone, { from, to });
        if (until === undefined) return;
        const span = Date.parse(until) - Date.parse(at);
        expect(span).toBeGreaterThan(0);
        expect(span).toBeLessThanOrEqual(25 * 3_600_000);
        expect(quietUntil(until, timeZone, { from, to })).toBeUndefined();
        const before = new Date(Date.parse(until) - 60_000).toISOString();
        if (before > at)
          expect(quietUntil(before, timeZone, { from, to }), localTime(at, timeZone)).toBe(until);
      }),
      { numRuns: 300 },
    );
  });
});
