import { describe, expect, it } from 'vitest';
import { dueUpTo, isTurnOf, type Turn } from '../../../functions/domain/dunning/turn.ts';

const at = (time: string) => `2026-03-04T${time}:00.000Z`;
const turn = (swept: string, now: string, more: Partial<Turn> = {}): Turn => ({
  now: at(now),
  sweptAt: at(swept),
  policySetAt: at('00:00').replace('03-04', '01-01'),
  hours: undefined,
  ...more,
});
const of = (timeZone: string, changedAt = '2026-02-01T00:00:00.000Z', isCut = false) => ({
  timeZone,
  changedAt,
  isCut,
});

describe('whose turn it is', () => {
  it.each([
    ['America/New_York', '04:45', '05:45', true],
    ['America/New_York', '05:45', '06:45', false],
    ['Asia/Kolkata', '17:45', '18:45', true],
    ['Asia/Kathmandu', '17:45', '18:45', true],
    ['UTC', '10:45', '11:45', false],
    ['Pacific/Auckland', '10:45', '11:45', true],
  ])('is that of whom a day begins for: %s between %s and %s: %s', (zone, swept, now, expected) => {
    expect(isTurnOf(of(zone), turn(swept, now))).toBe(expected);
  });

  it('is everybody’s at first, once a day, and under a new policy', () => {
    expect(isTurnOf(of('UTC'), turn('10:45', '11:45', { sweptAt: undefined }))).toBe(true);
    expect(isTurnOf(of('Asia/Tokyo'), turn('10:45', '11:45', { sweptAt: '2026-03-03T23:45:00.000Z' }))).toBe(
      true,
    );
    expect(isTurnOf(of('UTC'), turn('10:45', '11:45', { policySetAt: at('10:50') }))).toBe(true);
  });

  it('is that of whom the hours of the policy begin for, or of whom something was done about', () => {
    const hours = { from: '12:00', to: '18:00' };
    expect(isTurnOf(of('Europe/Berlin'), turn('10:45', '11:45', { hours }))).toBe(true);
    expect(isTurnOf(of('Europe/Berlin'), turn('11:45', '12:45', { hours }))).toBe(false);
    expect(isTurnOf(of('UTC', at('11:00')), turn('10:45', '11:45'))).toBe(true);
    expect(isTurnOf(of('UTC', undefined, true), turn('10:45', '11:45'))).toBe(true);
  });

  it('comes once on each calendar day, whatever hours the runs begin at', () => {
    for (const zone of ['Europe/Lisbon', 'America/St_Johns', 'Pacific/Apia', 'Asia/Yangon']) {
      const turns = new Set<string>();
      const begun = new Set<string>();
      let swept = Date.parse('2026-03-01T00:45:00Z');
      for (let hour = 1; hour < 24 * 6; hour += 1) {
        const now = swept + 3_600_000;
        const iso = (ms: number) => new Date(ms).toISOString();
        const dayOf = (ms: number) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(ms);
        if (dayOf(now) !== dayOf(swept)) begun.add(dayOf(now));
        if (isTurnOf(of(zone), turn('', '', { now: iso(now), sweptAt: iso(swept) }))) turns.add(dayOf(now));
        swept = now;
      }
      expect(begun.size, zone).toBeGreaterThanOrEqual(5);
      expect(
        [...begun].filter((day) => !turns.has(day)),
        zone,
      ).toEqual([]);
    }
  });
});

describe('up to which day those are looked at of whom it is known when something is due', () => {
  it('is the day that has begun somewhere', () => {
    expect(dueUpTo(turn('08:45', '09:45'))).toBe('2026-03-04');
    expect(dueUpTo(turn('09:45', '10:45'))).toBe('2026-03-05');
  });

  it('is beyond every day at first, under a new policy, and once a week', () => {
    const all = '9999-12-31';
    expect(dueUpTo(turn('08:45', '09:45', { sweptAt: undefined }))).toBe(all);
    expect(dueUpTo(turn('08:45', '09:45', { policySetAt: at('08:45') }))).toBe(all);
    const run = (sweptAt: string, now: string) => dueUpTo(turn('', '', { sweptAt, now }));
    expect(run('2026-03-08T23:45:00.000Z', '2026-03-09T00:45:00.000Z')).toBe(all);
    expect(run('2026-03-09T00:45:00.000Z', '2026-03-09T01:45:00.000Z')).toBe('2026-03-09');
    expect(run('2026-03-04T00:45:00.000Z', '2026-03-08T23:45:00.000Z')).toBe('2026-03-09');
  });
});
