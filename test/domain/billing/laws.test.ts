import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BillingProfile } from '../../../functions/contracts/billing-profile.ts';
import type { BillingPeriod, ChargeTiming } from '../../../functions/contracts/catalog.ts';
import type { EventEnvelope } from '../../../functions/contracts/event.ts';
import { billingSteps } from '../../../functions/domain/billing/bill.ts';
import { steadyProfile } from '../../../functions/domain/billing/billing-terms.ts';
import { calculate } from '../../../functions/domain/billing/calculate.ts';
import { dayNumber, dayOf } from '../../../functions/domain/billing/days.ts';
import { partPrice, wholePrice } from '../../../functions/domain/billing/proration.ts';
import { Biller, extra, type Fact, freshId, history, plan, profile, timelineOf } from './service-history.ts';

const runs = { seed: 20261123, numRuns: 50 };
const start = dayNumber('2023-11-20');
const span = 430;
const end = start + span;

const period = fc.constantFrom<BillingPeriod>('week', 'month', 'quarter', 'half-year', 'year', 'day');
const monthly = fc.constantFrom<BillingPeriod>('month', 'quarter', 'half-year', 'year');
const charge = fc.constantFrom<ChargeTiming>('in-advance', 'in-arrear');
const price = fc.integer({ min: 0, max: 300_000 });

const planOf = (periods: fc.Arbitrary<BillingPeriod>) =>
  fc.tuple(fc.constantFrom('a', 'b', 'c'), price, periods, charge).map(([name, minor, length, timing]) => ({
    // One name is one set of terms, as a version of a plan is.
    ...plan(`${name}${minor}${length}${timing}`.replaceAll('-', ''), {
      minor,
      period: length,
      charge: timing,
    }),
  }));

type Deed =
  | { readonly do: 'change'; readonly plan: ReturnType<typeof plan> }
  | { readonly do: 'suspend'; readonly reason: 'requested' | 'overdue' | 'abuse' }
  | { readonly do: 'resume' }
  | { readonly do: 'add' }
  | { readonly do: 'remove' };

const deed = (periods: fc.Arbitrary<BillingPeriod>): fc.Arbitrary<Deed> =>
  fc.oneof(
    planOf(periods).map((made) => ({ do: 'change', plan: made }) as const),
    fc.constantFrom('requested', 'overdue', 'abuse').map((reason) => ({ do: 'suspend', reason }) as const),
    fc.constant({ do: 'resume' } as const),
    fc.constant({ do: 'add' } as const),
    fc.constant({ do: 'remove' } as const),
  );

/** A service's life that ends before the span does; deeds that its state does not allow are left out. */
const life = (periods = period) =>
  fc
    .tuple(
      planOf(periods),
      fc.integer({ min: 0, max: 40 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), deed(periods)), { maxLength: 9 }),
      fc.integer({ min: 0, max: 60 }),
    )
    .map(([sold, first, deeds, last]): EventEnvelope[] => {
      let day = start + first;
      const facts: Fact[] = [{ on: dayOf(day), type: 'activated' }];
      let suspended = false;
      const held: string[] = [];
      for (const [days, { do: what, ...rest }] of deeds) {
        day += days;
        if (day > end - 70) break;
        const on = dayOf(day);
        if (what === 'change' && 'plan' in rest) facts.push({ on, type: 'changed', plan: rest.plan });
        if (what === 'suspend' && !suspended && 'reason' in rest) {
          facts.push({ on, type: 'suspended', reason: rest.reason });
          suspended = true;
        }
        if (what === 'resume' && suspended) {
          facts.push({ on, type: 'resumed' });
          suspended = false;
        }
        if (what === 'add') {
          const added = { ...extra('tv', { minor: 1_234 }), itemId: freshId('itm') };
          held.push(added.itemId);
          facts.push({ on, type: 'changed', addExtras: [added] });
        }
        const leaving = what === 'remove' ? held.pop() : undefined;
        if (leaving !== undefined) facts.push({ on, type: 'changed', removeExtras: [leaving] });
      }
      facts.push({ on: dayOf(day + last), type: 'terminated' });
      return history({ plan: sold }, facts);
    });

const profiles = (prorations: readonly BillingProfile['proration'][]) =>
  fc
    .record({
      model: fc.constantFrom('cycle' as const, 'pro-rata' as const),
      cycleDay: fc.integer({ min: 1, max: 31 }),
      proration: fc.constantFrom(...prorations),
      suspension: fc.constant({ requested: 'stop' as const, overdue: 'continue' as const, abuse: 40 }),
      taxes: fc.constantFrom([], [{ name: 'VAT', rate: '19' }]),
    })
    .map((wish) => profile(wish));

const every = ['actual', 'actual-30', '30-360', 'none'] as const;
const withCredit = ['actual', 'actual-30', '30-360'] as const;

describe('laws of billing', () => {
  it('billing a day again adds nothing', () => {
    fc.assert(
      fc.property(life(), profiles(every), fc.integer({ min: 1, max: 40 }), (events, by, step) => {
        const biller = new Biller([timelineOf(events)], by);
        for (let day = start; day <= end; day += step) {
          biller.bill(dayOf(day));
          expect(biller.bill(dayOf(day))).toEqual([]);
        }
      }),
      runs,
    );
  });

  it('charges every active day once, for the item of that day, and no other day', () => {
    fc.assert(
      fc.property(life(), profiles(withCredit), (events, by) => {
        const timeline = timelineOf(events);
        const biller = new Biller([timeline], by).through(dayOf(start), dayOf(end));
        const charged = new Map<string, number>();
        for (const { line } of biller.billed) {
          if (line.from === undefined || line.to === undefined || line.kind === 'tax') continue;
          for (let day = dayNumber(line.from); day < dayNumber(line.to); day++) {
            const key = `${day} ${line.itemId}`;
            charged.set(key, (charged.get(key) ?? 0) + (line.kind === 'credit' ? -1 : 1));
          }
        }
        for (let day = start; day <= end; day++) {
          const standing = timeline.standings.findLast(({ from }) => from <= day);
          const stopped =
            standing === undefined ||
            standing.state === 'terminated' ||
            (standing.state === 'suspended' && standing.reason === 'requested');
          const wanted = stopped
            ? []
            : [standing.plan.planId, ...standing.extras.map((held) => held.extra.itemId)];
          const priced = new Set(stopped || standing.plan.terms.price.minor === 0 ? wanted.slice(1) : wanted);
          const found = [...charged].filter(([key, times]) => key.startsWith(`${day} `) && times !== 0);
          for (const [key, times] of found) {
            expect(`${key} ${times}`, dayOf(day)).toBe(`${key} 1`);
            expect(wanted, dayOf(day)).toContain(key.split(' ')[1]);
          }
          // A part may cost nothing once it is rounded, but only when the price is tiny or the method says so.
          if (by.proration === 'actual' && standing?.plan.terms.price.minor !== undefined) {
            for (const item of priced) {
              const isTiny = item === standing.plan.planId && standing.plan.terms.price.minor < 1_000;
              if (!isTiny)
                expect(
                  found.map(([key]) => key),
                  dayOf(day),
                ).toContain(`${day} ${item}`);
            }
          }
        }
      }),
      { ...runs, numRuns: 25 },
    );
  });

  it('names the next day on which something is due: runs on those days alone come to the same', () => {
    fc.assert(
      fc.property(life(), profiles(every), (events, by) => {
        const timeline = timelineOf(events);
        const daily = new Biller([timeline], by).through(dayOf(start), dayOf(end));
        const dueOnly = new Biller([timeline], by);
        const facts = timeline.standings.map(({ from }) => from);
        let day: number | undefined = facts[0];
        while (day !== undefined && day <= end) {
          dueOnly.bill(dayOf(day));
          const today: number = day;
          const [bill] = calculate({
            services: [{ timeline, profiles: steadyProfile(by) }],
            ledger: dueOnly.ledger,
            on: today,
            nextLineId: () => freshId('lin'),
          });
          const next = [bill?.nextOn, ...facts].filter((on) => on !== undefined && on > today);
          day = next.length === 0 ? undefined : Math.min(...(next as number[]));
        }
        expect(dueOnly.words).toEqual(daily.words);
      }),
      runs,
    );
  });

  it('catches up at once to what daily runs come to, within a minor unit per line', () => {
    fc.assert(
      fc.property(life(monthly), profiles(['actual']), (events, by) => {
        const timeline = timelineOf(events);
        const daily = new Biller([timeline], by).through(dayOf(start), dayOf(end));
        const late = new Biller([timeline], by);
        late.bill(dayOf(end));
        const lines = daily.billed.length + late.billed.length;
        expect(Math.abs(daily.net - late.net)).toBeLessThanOrEqual(lines);
      }),
      runs,
    );
  });

  it('a change that is undone on the same day nets to zero, billed in between or not', () => {
    fc.assert(
      fc.property(
        planOf(monthly),
        planOf(monthly),
        profiles(withCredit),
        fc.integer({ min: 0, max: 200 }),
        (from, to, by, days) => {
          fc.pre(from.planId !== to.planId);
          const on = dayOf(start + days);
          const events = history({ plan: from }, [
            { on: dayOf(start), type: 'activated' },
            { on, type: 'changed', plan: to },
            { on, type: 'changed', plan: from },
          ]);
          const steady = new Biller([timelineOf(events.slice(0, 2))], by).through(dayOf(start), on);
          const changed = new Biller([timelineOf(events.slice(0, 3))], by).through(dayOf(start), on);
          const undone = new Biller([timelineOf(events)], by);
          undone.ledger = changed.ledger;
          undone.bill(on);
          // In arrear the used part is charged at the change already, and its rest at the end of the period.
          if (from.terms.charge === 'in-advance') expect(changed.net + undone.net).toBe(steady.net);
          // Split in arrear, thirty-day months do not add up to the price of a full period.
          if (from.terms.charge === 'in-arrear' && by.proration !== 'actual') return;
          const later = dayOf(start + days + 400);
          undone.through(on, later);
          const whole = new Biller([timelineOf(events.slice(0, 2))], by).through(dayOf(start), later);
          expect(Math.abs(changed.net + undone.net - whole.net)).toBeLessThanOrEqual(
            2 * (1 + by.taxes.length),
          );
        },
      ),
      { ...runs, numRuns: 60 },
    );
  });

  it('merged and independent invoices hold the same lines', () => {
    fc.assert(
      fc.property(fc.array(life(), { minLength: 1, maxLength: 3 }), profiles(every), (services, by) => {
        const timelines = services.map(timelineOf);
        const bills = calculate({
          services: timelines.map((timeline) => ({ timeline, profiles: steadyProfile(by) })),
          ledger: {},
          on: end,
          nextLineId: () => freshId('lin'),
        });
        const ids = (invoicing: BillingProfile['invoicing']) =>
          billingSteps(bills, invoicing)
            .flatMap(({ lines }) => lines.map(({ lineId }) => lineId))
            .toSorted();
        expect(ids('independent')).toEqual(ids('merged'));
        expect(billingSteps(bills, 'merged').length).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });

  it('parts of a period sum to the whole within one minor unit per part', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
        fc.integer({ min: 28, max: 366 }),
        fc.array(fc.integer({ min: 1, max: 365 }), { maxLength: 8 }),
        fc.constantFrom(100, 40, 33.333),
        (minor, length, cuts, rate) => {
          const days = [0, ...new Set(cuts.filter((cut) => cut < length)), length].toSorted((a, b) => a - b);
          const parts = days.slice(1).map((to, i) =>
            partPrice({ price: minor, rate }, 'actual', 'month', {
              from: days[i] ?? 0,
              to,
              periodFrom: 0,
              periodTo: length,
            }),
          );
          const sum = parts.reduce((total, part) => total + part.minor, 0);
          expect(Math.abs(sum - wholePrice({ price: minor, rate }))).toBeLessThanOrEqual(parts.length);
          expect(parts.reduce((total, part) => total + part.days, 0)).toBe(length);
        },
      ),
      { ...runs, numRuns: 1_000 },
    );
  });
});
