import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { BillingProfile } from '../../../functions/contracts/billing-profile.ts';
import type { BillingPeriod, ChargeTiming } from '../../../functions/contracts/catalog.ts';
import type { ServiceDiscount } from '../../../functions/contracts/discount.ts';
import type { EventEnvelope } from '../../../functions/contracts/event.ts';
import { steadyProfile } from '../../../functions/domain/billing/billing-terms.ts';
import { type DayNumber, dayNumber, dayOf } from '../../../functions/domain/billing/days.ts';
import { localDay } from '../../../functions/domain/billing/local-day.ts';
import { outageDays } from '../../../functions/domain/billing/outage.ts';
import { partPrice, wholePrice } from '../../../functions/domain/billing/proration.ts';
import { type Slot, slotsOf } from '../../../functions/domain/billing/slots.ts';
import { readTimeline, type ServiceTimeline } from '../../../functions/domain/billing/timeline.ts';
import { formatMoney, parseMoney } from '../../../functions/domain/money.ts';
import { Biller, extra, type Fact, freshId, history, plan, profile, timelineOf } from './service-history.ts';

/** Histories with everything that terms know: discounts, fees, contracts, holds, outages, pay-offs, over a leap day. */
const runs = { seed: 20261126, numRuns: 1_500 };
const start = dayNumber('2023-11-20');
const end = start + 500;

const lengths = ['week', 'month', 'month', 'month', 'quarter', 'half-year', 'year'] as const;
/** Days are rare, because each is a line. */
const period = fc.oneof(
  { weight: 24, arbitrary: fc.constantFrom<BillingPeriod>(...lengths) },
  { weight: 1, arbitrary: fc.constant<BillingPeriod>('day') },
);
const charge = fc.constantFrom<ChargeTiming>('in-advance', 'in-arrear');
const price = fc.integer({ min: 0, max: 300_000 });
const currency = fc.constantFrom('JPY', 'USD', 'KWD');

const planIn = (code: string) =>
  fc
    .record({
      minor: price,
      period,
      charge,
      trialDays: fc.constantFrom(0, 0, 0, 10),
      fee: fc.constantFrom(0, 0, 4_900),
      months: fc.constantFrom(0, 0, 6),
      fixed: fc.boolean(),
    })
    .map(({ fee, months, fixed, ...terms }) => {
      const name = Object.values(terms).join('').replaceAll('-', '') + fee + months + (fixed ? 'f' : 'r');
      const made = plan(name, { ...terms, currency: code });
      const money = (minor: number) => ({ minor, currency: code });
      return {
        ...made,
        terms: {
          ...made.terms,
          ...(fee === 0 ? {} : { setupFee: { price: money(fee), waivedFor: 'nobody' as const } }),
          ...(months === 0
            ? {}
            : {
                contract: {
                  months,
                  earlyTermination: fixed ? { fee: money(8_000) } : { restPercent: 80 },
                },
              }),
        },
      };
    });

const span = fc.oneof(
  fc.constant('forever' as const),
  fc.integer({ min: 1, max: 4 }).map((periods) => ({ periods })),
  fc.integer({ min: 1, max: 400 }).map((days) => ({ untilOn: dayOf(start + days) })),
);

const discountIn = (code: string): fc.Arbitrary<Omit<ServiceDiscount, 'discountId' | 'name'>> =>
  fc.record({
    off: fc.oneof(
      fc.constantFrom(10, 33.333, 50, 100).map((percent) => ({ percent })),
      fc.integer({ min: 1, max: 200_000 }).map((minor) => ({ amount: { minor, currency: code } })),
    ),
    appliesTo: fc.constantFrom('plan' as const, 'service' as const),
    lasts: span,
    rank: fc.integer({ min: 0, max: 3 }),
  });

type Deed = (day: DayNumber, held: Life) => readonly Fact[];
interface Life {
  suspended: boolean;
  discounts: string[];
  items: string[];
  bought: string[];
}

const deedIn = (code: string): fc.Arbitrary<Deed> =>
  fc.oneof(
    planIn(code).map(
      (made): Deed =>
        (day) => [{ on: dayOf(day), type: 'changed', plan: made }],
    ),
    fc
      .record({
        reason: fc.constantFrom('requested' as const, 'overdue' as const, 'abuse' as const),
        length: fc.constantFrom(0, 3, 20, 60),
      })
      .map(
        ({ reason, length }): Deed =>
          (day, life) => {
            if (life.suspended) return [];
            life.suspended = true;
            const until = length === 0 ? {} : { until: dayOf(day + length) };
            return [{ on: dayOf(day), type: 'suspended', reason, ...until }];
          },
      ),
    fc.constant<Deed>((day, life) => {
      if (!life.suspended) return [];
      life.suspended = false;
      return [{ on: dayOf(day), type: 'resumed' }];
    }),
    discountIn(code).map(
      (granted): Deed =>
        (day, life) => {
          const discountId = freshId('dis');
          life.discounts.push(discountId);
          return [
            { on: dayOf(day), type: 'discount-granted', discount: { ...granted, discountId, name: 'less' } },
          ];
        },
    ),
    fc.constant<Deed>((day, life) => {
      const discountId = life.discounts.pop();
      return discountId === undefined ? [] : [{ on: dayOf(day), type: 'discount-ended', discountId }];
    }),
    fc.record({ minor: price, period, charge }).map(
      (terms): Deed =>
        (day, life) => {
          const added = { ...extra('tv', { ...terms, currency: code }), itemId: freshId('itm') };
          life.items.push(added.itemId);
          return [{ on: dayOf(day), type: 'changed', addExtras: [added] }];
        },
    ),
    fc.constant<Deed>((day, life) => {
      const accounting = { instalments: 5 };
      const added = {
        ...extra('router', { minor: 10_003, currency: code, accounting }),
        itemId: freshId('itm'),
      };
      life.bought.push(added.itemId);
      return [{ on: dayOf(day), type: 'changed', addExtras: [added] }];
    }),
    fc.constantFrom('bill' as const, 'forgive' as const).map(
      (rest): Deed =>
        (day, life) => {
          const itemId = life.bought.pop();
          return itemId === undefined ? [] : [{ on: dayOf(day), type: 'item-paid-off', itemId, rest }];
        },
    ),
    fc.constant<Deed>((day, life) => {
      const leaving = life.items.pop();
      return leaving === undefined ? [] : [{ on: dayOf(day), type: 'changed', removeExtras: [leaving] }];
    }),
    fc.record({ back: fc.integer({ min: 0, max: 40 }), minutes: fc.integer({ min: 1, max: 9_000 }) }).map(
      ({ back, minutes }): Deed =>
        (day) => {
          const at = Date.parse(`${dayOf(day - back)}T07:30:00Z`);
          const [startedAt, endedAt] = [at - minutes * 60_000, at].map((t) => new Date(t).toISOString());
          const outage = { outageId: freshId('out'), startedAt: startedAt ?? '', endedAt: endedAt ?? '' };
          return [{ on: dayOf(day), type: 'outage-recorded', ...outage }];
        },
    ),
  );

/** A life that ends well before the span does. */
const life: fc.Arbitrary<EventEnvelope[]> = currency.chain((code) =>
  fc
    .tuple(
      planIn(code),
      fc.integer({ min: 0, max: 100 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), deedIn(code)), { maxLength: 12 }),
      fc.integer({ min: 0, max: 50 }),
    )
    .map(([sold, first, deeds, last]) => {
      let day = start + first;
      const held: Life = { suspended: false, discounts: [], items: [], bought: [] };
      const facts: Fact[] = [{ on: dayOf(day), type: 'activated' }];
      for (const [days, deed] of deeds) {
        if (day + days > end - 60) break;
        day += days;
        facts.push(...deed(day, held));
      }
      facts.push({ on: dayOf(day + last), type: 'terminated' });
      return history({ plan: sold }, facts);
    }),
);

const profiles = (prorations: readonly BillingProfile['proration'][]) =>
  fc
    .record({
      model: fc.constantFrom('cycle' as const, 'pro-rata' as const),
      cycleDay: fc.constantFrom(1, 15, 28, 29, 30, 31),
      proration: fc.constantFrom(...prorations),
      suspension: fc.constant({ requested: 'stop' as const, overdue: 'continue' as const, abuse: 40 }),
      vacation: fc.constantFrom(undefined, { minimumDays: 10 }, { minimumDays: 1, maximumDays: 30 }),
      outage: fc.constantFrom('minute' as const, 'day' as const, 'none' as const),
      taxes: fc.constantFrom(
        [],
        [{ name: 'VAT', rate: '19' }],
        [{ name: 'VAT', rate: '19', inclusive: true }],
      ),
    })
    .map((wish) => profile(wish));

const every = ['actual', 'actual-30', '30-360', 'none'] as const;

/** Runs on the days on which something is due or happened, as the account and the events ask for it, and once more at the end. */
function lived(timeline: ServiceTimeline, by: BillingProfile): Biller {
  const biller = new Biller([timeline], by);
  const facts = [
    ...timeline.standings.map(({ from }) => from),
    ...timeline.outages.map(({ recordedOn }) => recordedOn),
  ];
  let day: DayNumber | undefined = timeline.activatedOn;
  while (day !== undefined && day < end) {
    const today: DayNumber = day;
    biller.bill(dayOf(today));
    const days = [biller.nextOn, ...facts].filter((on) => on !== undefined && on > today) as DayNumber[];
    day = days.length === 0 ? undefined : Math.min(...days);
  }
  biller.bill(dayOf(end));
  return biller;
}

describe('laws of terms', () => {
  it('hold for thousands of lives: coverage, repetition, credits, discounts, instalments', () => {
    fc.assert(
      fc.property(life, profiles(every), (events, by) => {
        const timeline = timelineOf(events);
        const biller = lived(timeline, by);
        const words = biller.words.length;
        biller.bill(dayOf(end));
        expect(biller.words, 'running again adds nothing').toHaveLength(words);
        const { slots } = slotsOf(timeline, end, steadyProfile(by));
        if (by.proration !== 'none') checkCoverage(timeline, slots, biller);
        checkCredits(timeline, biller);
        checkDiscounts(timeline, biller);
        checkInstalments(timeline, slots, biller);
      }),
      runs,
    );
  });

  it('whoever pays when, all accounts together charge what one would, each day on one of them', () => {
    fc.assert(
      fc.property(
        life,
        profiles(['actual']),
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 3 }),
        (events, by, moves) => {
          const timeline = timelineOf(events);
          const days = [...new Set(moves)].toSorted((a, b) => a - b).map((day) => start + day);
          const spansOf = (odd: number) =>
            [Number.NEGATIVE_INFINITY, ...days].flatMap((from, i) =>
              i % 2 === odd ? [{ from, to: days[i] ?? Number.POSITIVE_INFINITY }] : [],
            );
          const accounts = [0, 1].map((odd) => {
            const biller = new Biller([timeline], by, spansOf(odd));
            for (let day = timeline.activatedOn; day <= end; day += 7) biller.bill(dayOf(day));
            biller.bill(dayOf(end));
            return biller;
          });
          const { slots } = slotsOf(timeline, end, steadyProfile(by));
          for (const { slotId, accounting, segments } of slots) {
            const live = accounts.flatMap(
              ({ everything }) =>
                everything[timeline.serviceId]?.[slotId]?.lines.filter(({ from, until }) => until > from) ??
                [],
            );
            if (accounting !== 'recurring') {
              const parts = live.flatMap(({ parts: numbers = [1] }) => numbers);
              expect(new Set(parts).size, slotId).toBe(parts.length);
              continue;
            }
            const charged = joined(live.map(({ from, until, terms }) => [from, until, terms]));
            expect(charged, slotId).toEqual(
              joined(segments.map(({ from, to, terms }) => [dayOf(from), dayOf(to), terms])),
            );
          }
        },
      ),
      { ...runs, numRuns: 150 },
    );
  });

  it('a day is the subscriber’s, on both hemispheres and on the days on which clocks change', () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'America/Santiago',
      'Pacific/Apia',
      'Asia/Kathmandu',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.parse('2024-01-01T00:00:00Z'), max: Date.parse('2027-01-01T00:00:00Z') }),
        fc.integer({ min: 1, max: 6 * 1_440 }),
        (zone, at, minutes) => {
          const temporal = (ms: number) =>
            Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate().toString();
          const startedAt = new Date(at).toISOString();
          expect(localDay(startedAt, zone)).toBe(temporal(at));
          const events = history({ plan: plan('a', { minor: 3_000 }) }, [
            { on: '2026-01-01', type: 'activated' },
          ]);
          const [sold, active] = events;
          if (sold === undefined || active === undefined) throw new Error('no history');
          const dayOfZone = (instant: string) => dayNumber(localDay(instant, zone));
          const moved = { ...active, at: startedAt, data: { provenAt: startedAt } };
          const timeline = readTimeline([{ ...sold, at: startedAt }, moved], dayOfZone);
          expect(dayOf(timeline?.activatedOn ?? 0)).toBe(temporal(at));

          const endedAt = new Date(at + minutes * 60_000).toISOString();
          const days = outageDays(startedAt, endedAt, dayOfZone);
          expect(days.map(({ day }) => dayOf(day))[0]).toBe(temporal(at));
          expect(dayOf(days.at(-1)?.day ?? 0)).toBe(temporal(at + minutes * 60_000 - 1));
          for (const day of days) {
            expect(day.minutes).toBeGreaterThan(0);
            expect(day.minutes).toBeLessThanOrEqual(1_440);
          }
          // Days in between are whole, however many hours they have.
          for (const day of days.slice(1, -1)) expect(day.minutes).toBe(1_440);
        },
      ),
      runs,
    );
  });

  it('amounts have the decimals of their currency and come back as they were', () => {
    fc.assert(
      fc.property(currency, fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (code, minor) => {
        const wire = formatMoney({ minor, currency: code });
        expect(wire.amount.split('.')[1]?.length ?? 0).toBe({ JPY: 0, USD: 2, KWD: 3 }[code]);
        expect(parseMoney(wire)).toEqual({ ok: true, value: { minor, currency: code } });
      }),
      runs,
    );
  });
});

/** Spans of one set of terms that touch are one span. */
function joined(spans: readonly (readonly [string, string, string])[]): readonly string[] {
  const out: [string, string, string][] = [];
  for (const [from, to, terms] of spans.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const last = out.at(-1);
    if (last !== undefined && last[1] === from && last[2] === terms) last[1] = to;
    else out.push([from, to, terms]);
  }
  return out.map((span) => span.join(' '));
}

/** Every wanted day is charged once under its terms, and no other day is. */
function checkCoverage({ serviceId }: ServiceTimeline, slots: readonly Slot[], { everything }: Biller): void {
  const ledger = everything[serviceId] ?? {};
  for (const slotId of new Set([...Object.keys(ledger), ...slots.map((slot) => slot.slotId)])) {
    const slot = slots.find((one) => one.slotId === slotId);
    if (slot !== undefined && slot.accounting !== 'recurring') continue;
    const live = (ledger[slotId]?.lines ?? []).filter(
      ({ kind, from, until }) => kind === 'recurring' && until > from,
    );
    const charged = joined(live.map(({ from, until, terms }) => [from, until, terms]));
    const wanted = joined(
      (slot?.segments ?? []).map(({ from, to, terms }) => [dayOf(from), dayOf(to), terms]),
    );
    expect(charged, slotId).toEqual(wanted);
  }
}

/** Nothing is given back beyond its line, no tax beyond its tax, and no line is below zero. */
function checkCredits({ serviceId }: ServiceTimeline, { billed, everything }: Biller): void {
  const given = new Map<string, number>();
  for (const { line } of billed) {
    if (line.kind !== 'credit' || line.aboutLineId === undefined) continue;
    given.set(line.aboutLineId, (given.get(line.aboutLineId) ?? 0) - line.minor);
  }
  for (const { lines } of Object.values(everything[serviceId] ?? {})) {
    for (const line of lines) {
      expect(line.minor).toBeGreaterThanOrEqual(0);
      expect(line.credited).toBeGreaterThanOrEqual(0);
      expect(line.credited).toBeLessThanOrEqual(line.minor);
      expect(given.get(line.lineId) ?? 0).toBe(line.credited);
      for (const tax of line.taxes) {
        expect(tax.credited).toBeGreaterThanOrEqual(0);
        expect(tax.credited).toBeLessThanOrEqual(tax.minor);
      }
    }
  }
}

/** Discounts take off at most the price, and what stands on a line is its difference from the undiscounted one. */
function checkDiscounts({ serviceId }: ServiceTimeline, { billed, everything }: Biller): void {
  const known = Object.values(everything[serviceId] ?? {}).flatMap(({ lines }) => lines);
  for (const { price: net, listPrice = net, discounts = [] } of known) {
    expect(net).toBeGreaterThanOrEqual(0);
    expect(net).toBeLessThanOrEqual(listPrice);
    expect(discounts.at(-1)?.price ?? net).toBe(net);
  }
  for (const { line } of billed) {
    if (line.kind !== 'recurring' || line.discounts === undefined) continue;
    const charged = known.find(({ lineId }) => lineId === line.lineId);
    if (charged === undefined) throw new Error('a line that the account does not know');
    const days = {
      from: dayNumber(charged.from),
      to: dayNumber(charged.to),
      periodFrom: dayNumber(charged.periodFrom),
      periodTo: dayNumber(charged.periodTo),
    };
    const rated = { price: charged.listPrice ?? 0, rate: charged.rate };
    const whole = days.from === days.periodFrom && days.to === days.periodTo;
    const gross = whole ? wholePrice(rated) : partPrice(rated, charged.method, charged.period, days).minor;
    const off = line.discounts.reduce((sum, { minor }) => sum + minor, 0);
    expect(gross + off).toBe(line.minor);
    for (const { minor } of line.discounts) expect(minor).toBeLessThanOrEqual(0);
  }
}

/** Instalments sum to the price, or to less of it where the rest was forgiven. */
function checkInstalments(
  { serviceId, standings }: ServiceTimeline,
  slots: readonly Slot[],
  { everything }: Biller,
): void {
  const forgiven = new Set(
    standings.flatMap(({ extras }) =>
      extras.filter(({ paidOff }) => paidOff === 'forgive').map((held) => held.extra.itemId),
    ),
  );
  for (const { slotId, accounting, segments } of slots) {
    if (typeof accounting !== 'object' || segments.length === 0) continue;
    const lines = everything[serviceId]?.[slotId]?.lines ?? [];
    const sum = lines.reduce((total, { minor, credited }) => total + minor - credited, 0);
    if (forgiven.has(slotId)) expect(sum).toBeLessThanOrEqual(10_003);
    else expect(sum).toBe(10_003);
  }
}
