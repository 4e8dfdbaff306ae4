import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginningOf, spanEnd } from '../../../functions/domain/usage/local-borders.ts';
import {
  joinDays,
  type SessionDay,
  sessionDayOf,
  volumesBetween,
} from '../../../functions/domain/usage/session-usage.ts';

const seed = 20_261_126;
const begin = Date.parse('2026-03-01T09:00:00.000Z');
const instant = (seconds: number) => new Date(begin + seconds * 1000).toISOString();

const record = (seconds: number, octets: number) => ({
  receivedAt: instant(seconds),
  sessionSeconds: seconds,
  uploadOctets: octets,
  downloadOctets: octets * 7,
});

/** As they are kept: one lot per day. */
function kept(records: readonly ReturnType<typeof record>[]): SessionDay[] {
  const days = new Map<string, SessionDay>();
  for (const one of records) {
    const day = one.receivedAt.slice(0, 10);
    const former = days.get(day);
    const told = sessionDayOf(one);
    days.set(day, former === undefined ? told : joinDays(former, told));
  }
  return [...days.values()];
}

test('volume that lies across midnight is split by time', () => {
  const midnight = '2026-03-02T00:00:00.000Z';
  const days = kept([record(14.75 * 3600, 1_000), record(15.25 * 3600, 2_000), record(16 * 3600, 9_000)]);
  const [before, after] = volumesBetween(days, [instant(0), midnight, instant(16 * 3600)]);
  expect(before).toEqual({ uploadOctets: 1_500, downloadOctets: 10_500 });
  expect(after).toEqual({ uploadOctets: 7_500, downloadOctets: 52_500 });
});

test('any order, repetition and bundling of records gives the same volumes, which sum to what was counted', () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 40_000 }), fc.nat(5_000_000_000)), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(steps, fc.infiniteStream(fc.nat(1_000_000)), (deltas, chance) => {
      let seconds = 0;
      let octets = 0;
      const sent = deltas.map(([wait, more]) => {
        seconds += wait;
        octets += more;
        return record(seconds, octets);
      });
      const shuffled = [...sent, ...sent.slice(0, 5)]
        .map((one) => ({ one, at: chance.next().value as number }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ one }) => one);
      const borders = Array.from({ length: 17 }, (_, i) => instant((i - 1) * 86_400));
      const volumes = volumesBetween(kept(sent), borders);
      expect(volumesBetween(kept(shuffled), borders)).toEqual(volumes);
      const sum = volumes.reduce((total, { uploadOctets }) => total + uploadOctets, 0);
      expect(sum).toBe(octets);
      expect(volumes.every(({ uploadOctets }) => uploadOctets >= 0)).toBe(true);
    }),
    { seed, numRuns: 300 },
  );
});

test('a day begins by the clock of the subscriber, also where midnight is skipped', () => {
  expect(beginningOf('2026-03-08', 'America/Denver')).toBe('2026-03-08T07:00:00.000Z');
  expect(beginningOf('2026-03-09', 'America/Denver')).toBe('2026-03-09T06:00:00.000Z');
  expect(beginningOf('2026-03-01', 'Asia/Kathmandu')).toBe('2026-02-28T18:15:00.000Z');
  // Chile goes from 23:59 to 01:00.
  expect(beginningOf('2026-09-06', 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z');
  expect(spanEnd('2026-02-01', 'month')).toBe('2026-03-01');
  expect(spanEnd('2026-12-01', 'month')).toBe('2027-01-01');
});
