import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TimeBand, timeBand } from '../../../functions/contracts/time-band.ts';
import { localDay, localTime } from '../../../functions/domain/billing/local-day.ts';
import {
  bandAt,
  clockShows,
  partOfDay,
  unmeteredBetween,
} from '../../../functions/domain/policy/time-bands.ts';
import { meteredOctets } from '../../../functions/domain/usage/metered.ts';
import { sessionDayOf, volumesBetween } from '../../../functions/domain/usage/session-usage.ts';

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const night: TimeBand = { name: 'Night', days: everyDay, from: '22:00', to: '06:00', unmetered: true };
const weekend: TimeBand = {
  name: 'Weekend',
  days: [6, 7],
  from: '00:00',
  to: '00:00',
  rate: { downKbps: 200_000, upKbps: 50_000 },
};
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Asia/Kathmandu',
];

describe('the clock of a place', () => {
  it('shows a time first where it is set back, and next where it leaps', () => {
    expect(clockShows('2026-03-29', '02:30', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z');
    expect(clockShows('2026-10-25', '02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
    expect(clockShows('2026-10-25', '22:00', 'Europe/Berlin')).toBe('2026-10-25T21:00:00.000Z');
    expect(clockShows('2026-04-05', '01:45', 'Australia/Lord_Howe')).toBe('2026-04-04T14:45:00.000Z');
    // Here the clocks leap over midnight itself.
    expect(clockShows('2026-09-06', '00:00', 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z');
  });

  it('shows, wherever and whenever, the time that was asked for or has just leapt over it', () => {
    const days = fc.integer({ min: 0, max: 800 }).map((n) => new Date(Date.UTC(2026, 0, 1 + n)));
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 95 }), fc.constantFrom(...zones), (date, quarter, zone) => {
        const day = date.toISOString().slice(0, 10);
        const time = `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
        const at = clockShows(day, time, zone);
        const just = new Date(Date.parse(at) - 60_000).toISOString();
        expect(`${localDay(at, zone)} ${localTime(at, zone)}` >= `${day} ${time}`).toBe(true);
        expect(`${localDay(just, zone)} ${localTime(just, zone)}` < `${day} ${time}`).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the band that holds', () => {
  it('is the first of those that hold, and ends with the next border of any', () => {
    // 4 December 2026 is a Friday.
    expect(bandAt([night, weekend], '2026-12-04T20:59:00.000Z', 'Europe/Berlin')).toEqual({
      until: '2026-12-04T21:00:00.000Z',
    });
    expect(bandAt([night, weekend], '2026-12-04T21:00:00.000Z', 'Europe/Berlin')).toEqual({
      band: night,
      until: '2026-12-04T23:00:00.000Z',
    });
    expect(bandAt([night, weekend], '2026-12-05T05:00:00.000Z', 'Europe/Berlin')).toEqual({
      band: weekend,
      until: '2026-12-05T21:00:00.000Z',
    });
    expect(bandAt([weekend], '2026-12-06T23:00:00.000Z', 'Europe/Berlin')).toEqual({
      until: '2026-12-11T23:00:00.000Z',
    });
    expect(bandAt(undefined, '2026-12-06T23:00:00.000Z', 'UTC')).toBeUndefined();
  });

  it('is the same at every moment before its border', () => {
    const minutes = fc.integer({ min: 0, max: 366 * 24 * 60 });
    fc.assert(
      fc.property(
        minutes,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.constantFrom(...zones),
        (n, share, zone) => {
          const at = new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
          const standing = bandAt([night, weekend], at, zone)!;
          expect(standing.until > at).toBe(true);
          const [from, until] = [Date.parse(at), Date.parse(standing.until)];
          const between = Math.min(until - 1, from + (until - from) * share);
          expect(bandAt([night, weekend], new Date(between).toISOString(), zone)).toEqual(standing);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('must be something, and begin and end with a quarter of an hour', () => {
    const { unmetered: _, ...nothing } = night;
    expect(timeBand.safeParse(nothing).error?.issues).toMatchObject([{ path: ['rate'] }]);
    expect(timeBand.safeParse({ ...night, from: '22:10' }).error?.issues).toMatchObject([{ path: ['from'] }]);
    expect(timeBand.safeParse({ ...night, days: [1, 1] }).error?.issues).toMatchObject([{ path: ['days'] }]);
  });
});

describe('free hours', () => {
  const berlin = 'Europe/Berlin';
  const span = ['2026-12-01T23:00:00.000Z', '2026-12-02T23:00:00.000Z'] as const;

  it('are cut to what is asked for, and merged', () => {
    expect(unmeteredBetween([night, weekend], span, berlin)).toEqual([
      ['2026-12-01T23:00:00.000Z', '2026-12-02T05:00:00.000Z'],
      ['2026-12-02T21:00:00.000Z', '2026-12-02T23:00:00.000Z'],
    ]);
    const evening: TimeBand = { ...night, from: '20:00', to: '22:00' };
    expect(unmeteredBetween([night, evening], span, berlin).at(-1)).toEqual([
      '2026-12-02T19:00:00.000Z',
      '2026-12-02T23:00:00.000Z',
    ]);
    expect(unmeteredBetween([weekend], span, berlin)).toEqual([]);
  });

  it('have the records of a day kept in parts', () => {
    const part = (at: string) => partOfDay([weekend, night], at, berlin);
    expect(part('2026-12-02T04:59:00.000Z')).toBe('2026-12-02');
    expect(part('2026-12-02T05:00:00.000Z')).toBe('2026-12-02T06:00');
    expect(part('2026-12-02T21:00:00.000Z')).toBe('2026-12-02T22:00');
    expect(partOfDay(undefined, '2026-12-02T21:00:00.000Z', berlin)).toBe('2026-12-02');
  });

  it('and the rest sum to what was moved', () => {
    const readings = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 0, max: 1e9 })),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(readings, fc.constantFrom(...zones), (steps, zone) => {
        let at = Date.parse(span[0]) - 40_000_000;
        const startedAt = at;
        let octets = 0;
        const days = steps.map(([minutes, moved]) => {
          at += minutes * 60_000;
          octets += moved;
          const receivedAt = new Date(at).toISOString();
          return sessionDayOf({
            receivedAt,
            sessionSeconds: (at - startedAt) / 1_000,
            uploadOctets: 0,
            downloadOctets: octets,
          });
        });
        const free = unmeteredBetween([night], span, zone);
        const metered = meteredOctets(days, span, free);
        const inFree = free.map((each) => meteredOctets(days, each, []));
        const [all] = volumesBetween(days, span);
        expect(metered + inFree.reduce((a, b) => a + b, 0)).toBe(all!.downloadOctets);
        expect(metered).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });
});
