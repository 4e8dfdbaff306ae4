import { describe, expect, it } from 'vitest';
import type { BillingPeriod } from '../../../functions/contracts/catalog.ts';
import { steadyProfile } from '../../../functions/domain/billing/billing-terms.ts';
import type { BilledService } from '../../../functions/domain/billing/calculate.ts';
import { dayNumber, never } from '../../../functions/domain/billing/days.ts';
import {
  type FigureFacts,
  figuresOf,
  noFigures,
  plusFigures,
  receivablesOf,
} from '../../../functions/domain/figures/figures.ts';
import { extra, type Fact, history, plan, profile, timelineOf } from '../billing/service-history.ts';

const suspendsFree = profile({ suspension: { requested: 'stop' } });

function service(
  sold: Parameters<typeof history>[0],
  facts: readonly Fact[],
  spans?: BilledService['spans'],
): BilledService {
  return {
    timeline: timelineOf(history(sold, facts)),
    profiles: steadyProfile(suspendsFree),
    ...(spans === undefined ? {} : { spans }),
  };
}

const facts = (services: readonly BilledService[], more: Partial<FigureFacts> = {}): FigureFacts => ({
  today: '2026-03-15',
  services,
  open: [],
  currency: 'USD',
  isHeld: false,
  ...more,
});
const mrr = (services: readonly BilledService[], today = '2026-03-15') =>
  figuresOf(facts(services, { today })).currencies['USD']?.recurring ?? 0;
const live: readonly Fact[] = [{ on: '2026-01-10', type: 'activated' }];

describe('monthly recurring revenue', () => {
  it.each<[BillingPeriod, number]>([
    ['month', 36_500],
    ['quarter', 12_167],
    ['half-year', 6_083],
    ['year', 3_042],
    ['week', 158_601],
    ['day', 1_110_208],
  ])('brings the price of a %s to a month', (period, expected) => {
    expect(mrr([service({ plan: plan('A', { minor: 36_500, period }) }, live)])).toBe(expected);
  });

  it('counts what recurs: extras after their discounts, no purchases, no trials', () => {
    const sold = {
      plan: plan('A', { minor: 3_000 }),
      extras: [
        extra('router', { minor: 500 }),
        extra('cable', { minor: 900, accounting: 'once' }),
        extra('phone', { minor: 12_000, accounting: { instalments: 12 } }),
        extra('trial', { minor: 700, trialDays: 90 }),
      ],
    };
    const half = {
      discountId: 'dis_00000000000000000000000001',
      name: 'half',
      off: { percent: 50 },
      appliesTo: 'plan' as const,
      lasts: { untilOn: '2026-03-01' },
      rank: 0,
    };
    const one = service(sold, [...live, { on: '2026-01-10', type: 'discount-granted', discount: half }]);
    expect(mrr([one], '2026-02-15')).toBe(1_500 + 500);
    expect(mrr([one], '2026-03-15')).toBe(3_000 + 500);
    expect(mrr([one], '2026-05-15')).toBe(3_000 + 500 + 700);
  });

  it('counts a suspended service as far as it is charged, and an ended one not', () => {
    const sold = { plan: plan('A', { minor: 3_000 }) };
    const paused = service(sold, [...live, { on: '2026-02-10', type: 'suspended', reason: 'requested' }]);
    expect(mrr([paused], '2026-02-09')).toBe(3_000);
    expect(mrr([paused])).toBe(0);
    const charged = service(sold, [...live, { on: '2026-02-10', type: 'suspended', reason: 'abuse' }]);
    expect(mrr([charged])).toBe(3_000);
    expect(mrr([service(sold, [...live, { on: '2026-03-10', type: 'terminated' }])])).toBe(0);
  });

  it('is that of each month’s last day for the months before', () => {
    const sold = { plan: plan('A', { minor: 3_000 }) };
    const { currencies } = figuresOf(
      facts([service(sold, [...live, { on: '2026-02-28', type: 'terminated' }])]),
    );
    expect(currencies['USD']?.months).toEqual({ '2026-01': 3_000 });
  });

  it('keeps currencies apart, and counts who pays in each', () => {
    const { currencies } = figuresOf(
      facts([
        service({ plan: plan('A', { minor: 3_000 }) }, live),
        service({ plan: plan('B', { minor: 100, currency: 'JPY' }) }, live),
        service({ plan: plan('C', { minor: 200, currency: 'JPY' }) }, live),
      ]),
    );
    expect(currencies).toMatchObject({
      USD: { recurring: 3_000, subscribers: 1 },
      JPY: { recurring: 300, subscribers: 1 },
    });
  });
});

describe('how the base moves', () => {
  const sold = { plan: plan('A', { minor: 3_000 }) };

  it('is what was there when a month began, what came and what went', () => {
    const { months, services } = figuresOf(
      facts([
        service(sold, live),
        service(sold, [{ on: '2026-02-01', type: 'activated' }]),
        service(sold, [
          { on: '2025-12-31', type: 'activated' },
          { on: '2026-02-28', type: 'terminated' },
        ]),
      ]),
    );
    expect(services).toBe(2);
    expect(Object.keys(months)).toHaveLength(13);
    expect(months).toMatchObject({
      '2025-12': { opening: 0, activations: 1, terminations: 0 },
      '2026-01': { opening: 1, activations: 1, terminations: 0 },
      '2026-02': { opening: 2, activations: 1, terminations: 1 },
      '2026-03': { opening: 2, activations: 0, terminations: 0 },
    });
  });

  it('counts a service that changed hands once, with whoever pays for its last day', () => {
    const handed = dayNumber('2026-02-15');
    const before = service(sold, live, [{ from: Number.NEGATIVE_INFINITY, to: handed }]);
    const after = service(sold, live, [{ from: handed, to: never }]);
    const [giver, taker] = [figuresOf(facts([before])), figuresOf(facts([after]))];
    expect([giver.services, taker.services]).toEqual([0, 1]);
    expect(giver.currencies['USD']).toMatchObject({
      recurring: 0,
      subscribers: 0,
      months: { '2026-01': 3_000 },
    });
    expect(taker.currencies['USD']).toMatchObject({ recurring: 3_000, months: { '2026-02': 3_000 } });
  });
});

it('ages what is open by the days since it was due', () => {
  const due = (dueOn: string) => ({ due: 100, dueOn });
  expect(
    receivablesOf(
      [
        '2026-04-01',
        '2026-03-15',
        '2026-03-14',
        '2026-02-13',
        '2026-02-12',
        '2026-01-14',
        '2026-01-13',
        '2025-12-15',
        '2025-12-14',
      ].map(due),
      '2026-03-15',
    ),
  ).toEqual({ notDue: 200, to30: 200, to60: 200, to90: 200, over90: 100 });
});

it('adds up to the whole, in any order', () => {
  const part = (minor: number, isHeld: boolean) =>
    figuresOf(
      facts([service({ plan: plan('A', { minor }) }, live)], {
        isHeld,
        open: [{ due: minor, dueOn: '2026-03-01' }],
      }),
    );
  const [a, b, c] = [part(1_000, true), part(2_000, false), { ...noFigures, unreckoned: 1 }];
  const whole = [a, b, c].reduce(plusFigures, noFigures);
  expect([c, b, a].reduce(plusFigures)).toEqual(whole);
  expect(whole).toMatchObject({
    services: 2,
    holds: 1,
    unreckoned: 1,
    months: { '2026-01': { activations: 2 } },
    currencies: { USD: { recurring: 3_000, subscribers: 2, receivables: { to30: 3_000 } } },
  });
});
