import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExtraPrice } from '../../../functions/contracts/catalog.ts';
import { fold } from '../../../functions/domain/aggregate.ts';
import {
  addOnAggregate,
  changeAddOn,
  createAddOn,
  createEquipmentModel,
  equipmentModelAggregate,
  offerAddOn,
} from '../../../functions/domain/catalog/extra.ts';
import {
  createPlan,
  currentVersion,
  type Plan,
  type PlanEvent,
  type PlanTerms,
  planAggregate,
  publishVersion,
  reinstatePlan,
  retirePlan,
} from '../../../functions/domain/catalog/plan.ts';
import { serviceAddOnOf, serviceEquipmentOf, servicePlanOf } from '../../../functions/domain/catalog/sale.ts';
import { done, type Result } from '../../../functions/domain/result.ts';

const at = '2026-03-01T09:00:00.000Z';
const seed = 20_261_123;
const terms: PlanTerms = {
  price: { minor: 4999, currency: 'EUR' },
  period: 'month',
  charge: 'in-advance',
  trialDays: 0,
  network: { downKbps: 50_000, upKbps: 10_000, interimSeconds: 300 },
  availableOn: '2026-03-01',
};

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.message);
  return result.value;
}

const begun = value(createPlan({ name: 'Fibre 50', technologies: ['gpon', 'pppoe', 'gpon'], terms }));
const fresh = () => fold(planAggregate, undefined, begun, at)!;

const days = fc.integer({ min: 1, max: 28 }).map((n) => `2026-03-${String(n).padStart(2, '0')}`);
type Command = (plan: Plan) => Result<readonly PlanEvent[]>;
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ availableOn: days, minor: fc.integer({ min: -5, max: 9999 }) }).map(
    ({ availableOn, minor }) =>
      (plan: Plan) =>
        publishVersion(plan, { ...terms, availableOn, price: { minor, currency: 'EUR' } }),
  ),
  fc.constant<Command>((plan) => done(retirePlan(plan))),
  fc.constant<Command>((plan) => done(reinstatePlan(plan))),
);

test('a published version never changes, and numbers have no gaps', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 20 }), days, (commands, on) => {
      let plan = fresh();
      const history = [...begun];
      for (const decide of commands) {
        const before = plan.versions;
        const decided = decide(plan);
        if (!decided.ok) continue;
        history.push(...decided.value);
        plan = fold(planAggregate, plan, decided.value, at)!;
        expect(plan.versions.slice(0, before.length)).toEqual(before);
      }
      expect(plan.versions.map(({ version }) => version)).toEqual(plan.versions.map((_, i) => i + 1));
      expect(plan.versions.every(({ price }) => price.minor >= 0)).toBe(true);
      expect(fold(planAggregate, undefined, history, at)).toEqual(plan);
      const current = currentVersion(plan, on);
      const available = plan.versions.filter(({ availableOn }) => availableOn <= on);
      expect(current === undefined).toBe(available.length === 0);
      for (const other of available) {
        const newer = other.availableOn > current!.availableOn;
        const later = other.availableOn === current!.availableOn && other.version > current!.version;
        expect(newer || later).toBe(false);
      }
    }),
    { seed, numRuns: 1000 },
  );
});

test('next year’s price can be published today and this year’s corrected tomorrow', () => {
  const publish = (plan: Plan, minor: number, availableOn: string) =>
    fold(
      planAggregate,
      plan,
      value(publishVersion(plan, { ...terms, price: { minor, currency: 'EUR' }, availableOn })),
      at,
    )!;
  const plan = publish(publish(fresh(), 5999, '2027-01-01'), 5499, '2026-06-01');
  expect(currentVersion(plan, '2026-02-28')).toBeUndefined();
  expect(currentVersion(plan, '2026-05-31')?.price.minor).toBe(4999);
  expect(currentVersion(plan, '2026-06-01')?.price.minor).toBe(5499);
  expect(currentVersion(plan, '2027-01-01')?.price.minor).toBe(5999);
});

test('a version in another currency is refused', () => {
  expect(publishVersion(fresh(), { ...terms, price: { minor: 1, currency: 'USD' } })).toMatchObject({
    refusal: { code: 'plan.currency-differs', pointer: '/price/currency' },
  });
});

test('a plan is sold as a copy, on its day, for its technologies, in its currency, while it is offered', () => {
  const sale = { on: '2026-03-01', currency: 'EUR', technology: 'gpon' } as const;
  expect(fresh().technologies).toEqual(['gpon', 'pppoe']);
  expect(value(servicePlanOf('pln_1', fresh(), sale))).toEqual({
    planId: 'pln_1',
    name: 'Fibre 50',
    terms: { ...terms, version: 1 },
  });
  const refused = (plan: Plan, changes: object) => servicePlanOf('pln_1', plan, { ...sale, ...changes });
  expect(refused(fresh(), { on: '2026-02-28' })).toMatchObject({
    refusal: { code: 'plan.not-available-yet' },
  });
  expect(refused(fresh(), { technology: 'lte' })).toMatchObject({
    refusal: { code: 'plan.technology-not-served' },
  });
  expect(refused(fresh(), { currency: 'USD' })).toMatchObject({
    refusal: { code: 'catalog.currency-differs' },
  });
  const retired = fold(planAggregate, fresh(), retirePlan(fresh()), at)!;
  expect(refused(retired, {})).toMatchObject({ refusal: { code: 'plan.retired', pointer: '/planId' } });
});

const price: ExtraPrice = {
  price: { minor: 1200, currency: 'EUR' },
  period: 'month',
  charge: 'in-advance',
  trialDays: 0,
  accounting: 'recurring',
  onTermination: 'bill-rest',
};

test('an add-on’s later price leaves what was sold as it was', () => {
  const addOn = fold(addOnAggregate, undefined, value(createAddOn({ name: 'Static IP', price })), at)!;
  const sale = { on: '2026-03-01', currency: 'EUR' };
  const sold = value(serviceAddOnOf('itm_1', 'add_1', addOn, sale));
  const dearer = { name: 'Static IP', price: { ...price, price: { minor: 1500, currency: 'EUR' } } };
  const changed = fold(addOnAggregate, addOn, value(changeAddOn(addOn, dearer)), at)!;
  expect(sold.price.price.minor).toBe(1200);
  expect(value(serviceAddOnOf('itm_2', 'add_1', changed, sale)).price.price.minor).toBe(1500);
  expect(value(changeAddOn(changed, dearer))).toEqual([]);
  const retired = fold(addOnAggregate, changed, offerAddOn(changed, 'retired'), at)!;
  expect(serviceAddOnOf('itm_3', 'add_1', retired, sale)).toMatchObject({
    refusal: { code: 'add-on.retired' },
  });
});

test('equipment keeps its serial and its instalments, which must leave something to pay each time', () => {
  const details = { name: 'Router', vendor: 'Acme', model: 'R1' };
  const instalments = (minor: number) => ({
    ...details,
    price: { ...price, price: { minor, currency: 'EUR' }, accounting: { instalments: 12 } },
  });
  expect(createEquipmentModel(instalments(11))).toMatchObject({
    refusal: { code: 'catalog.instalments-too-many' },
  });
  const made = value(createEquipmentModel(instalments(12_000)));
  const model = fold(equipmentModelAggregate, undefined, made, at)!;
  const sold = serviceEquipmentOf('itm_1', 'eqm_1', model, 'SN1', { on: '2026-03-01', currency: 'EUR' });
  expect(value(sold)).toMatchObject({
    kind: 'equipment',
    serial: 'SN1',
    price: { accounting: { instalments: 12 } },
  });
});
