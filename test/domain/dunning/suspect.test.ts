import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IntakeOfDay } from '../../../functions/contracts/payment-intake.ts';
import { dayNumber, dayOf } from '../../../functions/domain/billing/days.ts';
import { clockSuspicion, intakeSuspicion, silenceOf } from '../../../functions/domain/dunning/suspect.ts';

const today = '2026-06-01';
const now = `${today}T12:00:00.000Z`;
const back = (days: number) => dayOf(dayNumber(today) - days);
/** Payments of the days up to `silent` whole days ago, the last one first. */
const history = (counts: readonly number[], silent: number): readonly IntakeOfDay[] =>
  counts.flatMap((payments, i) =>
    payments === 0 ? [] : [{ provider: 'stripe', day: back(silent + 1 + i), payments }],
  );
const suspicion = (intake: readonly IntakeOfDay[]) => intakeSuspicion(intake, ['stripe'], now);
const steady = (perDay: number, silent: number, days = 56) =>
  history(
    Array.from({ length: days }, () => perDay),
    silent,
  );

/** Payments that come by chance, so many a day, always the same ones. */
function byChance(perDay: number, days: number, seed: number): readonly number[] {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 1) / 2 ** 32;
  };
  return Array.from({ length: days }, () => {
    let count = 0;
    for (let left = Math.exp(-perDay), chance = next(); chance > left; chance *= next()) count += 1;
    return count;
  });
}

describe('a provider is silent', () => {
  it.each([
    [100, 1],
    [3, 3],
    [1, 7],
  ])('at %i payments a day after %i whole days, and not before', (perDay, days) => {
    expect(suspicion(steady(perDay, days - 1))).toBeUndefined();
    expect(suspicion(steady(perDay, days))).toMatchObject({
      because: 'intake-silent',
      words: expect.stringContaining(`no payment since ${back(days)}: ${days} whole days`),
    });
  });

  it('not on the days on which it always is, nor between two bundles of direct debits', () => {
    // The first of June 2026 is a Monday: nothing came on the two days before, as on every weekend.
    const working = Array.from({ length: 56 }, (_, i) => (i % 7 >= 5 ? 0 : 40));
    expect(silenceOf(history(working, 2), now)).toMatchObject({ days: 2, missed: 0 });
    expect(suspicion(history(working, 2))).toBeUndefined();
    const monthly = Array.from({ length: 90 }, (_, i) => (i % 30 === 0 ? 500 : 0));
    for (const silent of [1, 10, 22]) expect(suspicion(history(monthly, silent))).toBeUndefined();
  });

  it('less than once in a thousand days where payments come by chance', () => {
    let alarms = 0;
    let days = 0;
    for (const [i, perDay] of [0.3, 0.7, 1, 2, 5].entries()) {
      const all = byChance(perDay, 800, 7_000 + i);
      for (let end = 0; end + 84 < all.length; end += 1) {
        const seen = all.slice(end, end + 84);
        const silent = seen.findIndex((count) => count > 0);
        days += 1;
        if (silent > 0 && suspicion(history(seen.slice(silent), silent)) !== undefined) alarms += 1;
      }
    }
    expect(alarms / days).toBeLessThan(0.001);
  });

  const counts = fc.array(fc.nat({ max: 12 }), { minLength: 28, maxLength: 80 });

  it('by what is known of at least four weeks, in whatever order it is told', () => {
    fc.assert(
      fc.property(counts, fc.nat({ max: 20 }), (told, silent) => {
        const intake = history([1, ...told], silent);
        const found = suspicion(intake);
        expect(suspicion(intake.toReversed())).toEqual(found);
        expect(suspicion(history([1, ...told].slice(0, 27), silent))).toBeUndefined();
        expect(intakeSuspicion(intake, [], now)).toBeUndefined();
      }),
    );
  });

  it('all the more the longer, until a payment comes, and never as shortly as it was before', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 20 }), (told, silent) => {
        const before = silenceOf(history([1, ...told, 1], silent), now);
        const after = silenceOf(history([1, ...told, 1], silent + 1), now);
        expect(after?.days).toBe(silent + 1);
        const found = suspicion(history([1, ...told, 1], silent));
        if (found !== undefined) {
          expect(before!.days).toBeGreaterThan(before!.longestBefore);
          expect(before!.missed).toBeGreaterThanOrEqual(7);
        }
        const paid = { provider: 'stripe', day: today, payments: 1 };
        expect(suspicion([...history([1, ...told, 1], silent), paid])).toBeUndefined();
      }),
    );
  });
});

describe('what comes of a provider that is not silent for long', () => {
  const refused = (more: Partial<IntakeOfDay> = {}) => ({
    provider: 'stripe',
    day: today,
    payments: 0,
    refused: 3,
    ...more,
  });

  it('is suspect where its messages cannot be verified, and none was', () => {
    const intake = steady(2, 1);
    expect(suspicion(intake)).toBeUndefined();
    expect(suspicion([...intake, refused()])).toMatchObject({ because: 'messages-refused' });
    expect(suspicion([...intake, refused({ refused: 2 })])).toBeUndefined();
  });

  it('is not stopped by whoever sends messages in its name while its own are heard', () => {
    expect(suspicion([...steady(50, 0), refused({ refused: 9_000 })])).toBeUndefined();
    const heard = refused({ refused: 9_000, heardAt: now });
    expect(suspicion([...steady(2, 1), heard])).toBeUndefined();
  });

  it('is suspect while it cannot be asked, until it answers, or nobody asks any more', () => {
    const asked = (more: Partial<IntakeOfDay> = {}): readonly IntakeOfDay[] => [
      {
        provider: 'stripe',
        day: today,
        payments: 2,
        unanswered: 3,
        unansweredAt: `${today}T11:00:00.000Z`,
        ...more,
      },
    ];
    expect(suspicion(asked())).toMatchObject({ because: 'provider-unreachable' });
    expect(suspicion(asked({ unanswered: 2 }))).toBeUndefined();
    expect(suspicion(asked({ answeredAt: `${today}T11:30:00.000Z` }))).toBeUndefined();
    expect(suspicion(asked({ answeredAt: `${today}T09:30:00.000Z` }))).toMatchObject({
      words: expect.stringContaining('09:30 UTC'),
    });
    expect(suspicion(asked({ day: back(1), unansweredAt: `${back(1)}T11:00:00.000Z` }))).toBeUndefined();
  });
});

describe('the clock', () => {
  const hour = 3_600_000;
  const lastRunAt = Date.parse('2026-05-01T00:00:00.000Z');
  const atHour = (hours: number) => new Date(lastRunAt + hours * hour).toISOString();
  const facts = { lastRunAt, doubtedAt: 0, agreedAt: 0 };

  it('is in doubt from run to run until it is back', () => {
    expect(clockSuspicion({ ...facts, lastRunAt: 0 }, atHour(9_000))).toBeUndefined();
    expect(clockSuspicion(facts, atHour(26))).toBeUndefined();
    const doubtedAt = lastRunAt + 700 * hour;
    for (const hours of [27, 700, 701, 2_000]) {
      expect(clockSuspicion({ ...facts, doubtedAt }, atHour(hours))).toMatchObject({ because: 'clock' });
    }
    expect(clockSuspicion({ ...facts, doubtedAt }, atHour(3))).toBeUndefined();
  });

  it('is proven by that of a provider, once payments had time to come in, and as long as that is not old', () => {
    const doubtedAt = lastRunAt + 48 * hour;
    const at = (agreed: number, hours: number) =>
      clockSuspicion({ ...facts, doubtedAt, agreedAt: lastRunAt + agreed * hour }, atHour(hours));
    expect(at(49, 60)).toMatchObject({ because: 'clock' });
    expect(at(54, 60)).toBeUndefined();
    expect(at(54, 90)).toMatchObject({ because: 'clock' });
  });
});
