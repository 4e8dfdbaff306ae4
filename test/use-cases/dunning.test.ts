import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DunningRuleWire } from '../../functions/contracts/dunning.ts';
import type { EventEnvelope } from '../../functions/contracts/event.ts';
import { dunningIdOf } from '../../functions/domain/dunning/dunning.ts';
import { dunningPolicyId } from '../../functions/domain/dunning/policy.ts';
import { paymentAggregate } from '../../functions/domain/payment/payment.ts';
import { serviceAggregate } from '../../functions/domain/service/evolve.ts';
import { runningOrder } from '../../functions/domain/service/service.ts';
import { attendDunningOnEvent } from '../../functions/use-cases/attend-dunning-on-event.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { holdDunning, liftDunningHold } from '../../functions/use-cases/hold-dunning.ts';
import { mailOnEvent } from '../../functions/use-cases/mail-on-event.ts';
import { orderService } from '../../functions/use-cases/order-service.ts';
import { listAlarms } from '../../functions/use-cases/read-alarms.ts';
import { previewDunning, readDunning } from '../../functions/use-cases/read-dunning.ts';
import { recordPayment } from '../../functions/use-cases/record-payment.ts';
import { setDunningPolicy } from '../../functions/use-cases/set-dunning-policy.ts';
import { sweepDunning } from '../../functions/use-cases/sweep-dunning.ts';
import { createOne } from '../../functions/use-cases/write-one.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { prove } from '../stories/network.ts';
import { activate, must, openShop, type Shop, subscribe } from './paying-subscriber.ts';

let test: TestPorts;
let shop: Shop;
let subscriberId: string;
let serviceId: string;
let dueOn: string;

const on = (day: string) => contextAt(`${day}T12:00:00.000Z`);
const rules: DunningRuleWire[] = [
  {
    minimum: { amount: '2.00', currency: 'USD' },
    steps: [
      { stepId: 'late', kind: 'reminder', day: 2 },
      { stepId: 'cut', kind: 'suspension', day: 5 },
    ],
  },
];
const dayAfter = (days: number) => new Date(Date.parse(dueOn) + days * 86_400_000).toISOString().slice(0, 10);
const run = async (days: number) => {
  const page = await sweepDunning(test.ports, { cursor: null }, on(dayAfter(days)));
  expect(page).toEqual({ nextCursor: null, failures: [] });
};
const service = async () => (await test.ports.store.load(serviceAggregate, serviceId))!.state;
const dunning = async () => must(await readDunning(test.ports, subscriberId));
const ordered = async () => {
  const order = runningOrder(await service());
  return order === undefined ? undefined : { kind: order.command.kind, orderId: order.orderId };
};
/** The running order is carried out, and its end is heard of. */
const carryOut = async (day: string) => {
  const orderId = runningOrder(await service())!.orderId;
  must(await prove(test.ports, serviceId, { ok: true, value: { orderId } }, on(day)));
  await hear('service', serviceId, day);
};
/** The last event of an aggregate is heard of, twice as a bus may have it. */
const hear = async (type: 'service' | 'billing-account' | 'dunning', id: string, day: string) => {
  const event = (await test.ports.store.history(type, id)).at(-1) as EventEnvelope;
  for (const _ of [1, 2]) await attendDunningOnEvent(test.ports, event, on(day));
};
const accountId = () => subscriberId.replace('sub_', 'acc_');
const pay = async (minor: number, day: string) => {
  const money = { minor, currency: 'USD' };
  must(await recordPayment(test.ports, { subscriberId, money, method: 'cash' }, on(day)));
  await hear('billing-account', accountId(), day);
};

beforeEach(async () => {
  test = await makePorts();
  shop = await openShop(test.ports);
  subscriberId = await subscribe(shop);
  serviceId = await activate(shop, subscriberId, on('2026-01-01'));
  const [invoice] = must(
    await billSubscriber(test.ports, { subscriberId, on: '2026-01-01' }, on('2026-01-01')),
  );
  const opened = (await test.ports.store.history('billing-account', accountId())).find(
    ({ type }) => type === 'billing-account.invoiced',
  );
  dueOn = opened?.data['dueOn'] as string;
  expect(invoice?.total).toBe(3_100);
  await hear('billing-account', accountId(), '2026-01-01');
});
afterEach(() => test.stop());

const setPolicy = async (more: object = {}) =>
  must(await setDunningPolicy(test.ports, { rules, unmatchedLimit: 2, ...more }, on('2026-01-01')));

describe('a subscriber who does not pay', () => {
  it('is left alone until there is a policy', async () => {
    await run(300);
    expect(await dunning()).toMatchObject({ openSince: '2026-01-01', taken: [], cut: [] });
  });

  it('is reminded and suspended on the days of the policy, once each, and restored by payment', async () => {
    await setPolicy();
    await run(1);
    expect((await dunning()).taken).toEqual([]);
    for (const _ of [1, 2]) await run(2);
    expect((await dunning()).taken).toMatchObject([{ stepId: 'late', on: dayAfter(2), dueOn }]);
    const reminded = (await test.ports.store.history('dunning', dunningIdOf(subscriberId))).at(-1)!;
    await mailOnEvent(test.ports, reminded);
    expect(test.recorded.mail).toMatchObject([
      {
        to: 'ada@example.com',
        subject: expect.stringMatching(/^Reminder/),
        text: expect.stringContaining('31.00 USD'),
      },
    ]);
    expect(await ordered()).toBeUndefined();

    for (const _ of [1, 2]) await run(5);
    expect(await dunning()).toMatchObject({ cut: [serviceId] });
    expect((await dunning()).taken.map(({ stepId }) => stepId)).toEqual(['late', 'cut']);
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
    await carryOut(dayAfter(5));
    expect(await service()).toMatchObject({
      state: 'suspended',
      suspension: { reason: 'overdue' },
      desired: { entitlement: 'walled-garden' },
    });
    await run(6);
    expect(await ordered()).toBeUndefined();

    // A part is no restoration; what leaves less than the minimum is.
    await pay(2_000, dayAfter(7));
    expect(await ordered()).toBeUndefined();
    await pay(950, dayAfter(7));
    expect(await ordered()).toMatchObject({ kind: 'resume' });
    await carryOut(dayAfter(7));
    expect(await service()).toMatchObject({ state: 'active', desired: { entitlement: 'full' } });
    expect((await dunning()).cut).toEqual([]);
    await run(8);
    expect(await ordered()).toBeUndefined();
    await pay(150, dayAfter(8));
    expect(await dunning()).not.toHaveProperty('openSince');
  });

  it('who pays while the suspension is on its way is restored when it has ended', async () => {
    await setPolicy();
    for (const days of [2, 5]) await run(days);
    await pay(3_100, dayAfter(5));
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
    await carryOut(dayAfter(5));
    expect(await ordered()).toMatchObject({ kind: 'resume' });
    await carryOut(dayAfter(5));
    expect(await service()).toMatchObject({ state: 'active' });
    expect((await dunning()).cut).toEqual([]);
  });

  it('whom staff resumes stays so, and whom staff suspended for something else is not resumed', async () => {
    await setPolicy();
    for (const days of [2, 5]) await run(days);
    await carryOut(dayAfter(5));
    must(await orderService(test.ports, serviceId, { kind: 'resume' }, on(dayAfter(6))));
    await carryOut(dayAfter(6));
    await run(7);
    expect(await ordered()).toBeUndefined();
    must(await orderService(test.ports, serviceId, { kind: 'suspend', reason: 'abuse' }, on(dayAfter(8))));
    await carryOut(dayAfter(8));
    await pay(3_100, dayAfter(8));
    expect(await ordered()).toBeUndefined();
  });

  it('is foreseen with the reason, and spared while staff holds', async () => {
    await setPolicy();
    await run(2);
    const foresee = async (days: number) =>
      must(await previewDunning(test.ports, { on: dayAfter(days), limit: 50 }, on(dayAfter(2)))).items[0]
        ?.next;
    expect(await foresee(4)).toEqual({ spared: 'nothing-due' });
    expect(await foresee(5)).toMatchObject({ step: { kind: 'suspension' }, owed: { minor: 3_100 } });
    const hold = { subscriberId, until: dayAfter(20), reason: 'Pays on Friday.' };
    must(await holdDunning(test.ports, hold, on(dayAfter(3))));
    expect(await foresee(5)).toEqual({ spared: 'held' });
    await run(5);
    expect(await ordered()).toBeUndefined();
    must(await liftDunningHold(test.ports, subscriberId, on(dayAfter(6))));
    await run(6);
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
  });
});

describe('money that nobody was found for', () => {
  const astray = (minor: number, day: string) =>
    createOne(
      test.ports.store,
      paymentAggregate,
      test.ports.ids.next('pay'),
      [
        {
          type: 'payment.received' as const,
          data: {
            provider: 'generic',
            method: 'provider' as const,
            money: { minor, currency: 'USD' },
            receivedAt: `${day}T12:00:00.000Z`,
            receivedOn: day,
            reference: {},
          },
        },
        { type: 'payment.unmatched' as const, data: { reason: 'no-reference', detail: 'None.' } },
      ],
      on(day),
    );

  it('spares whoever owes that amount, and stops everything with an alarm when it becomes too much', async () => {
    await setPolicy();
    await run(2);
    must(await astray(3_100, dayAfter(4)));
    await run(5);
    expect(await ordered()).toBeUndefined();
    const alarms = async () =>
      must(await listAlarms(test.ports, { state: 'raised', limit: 50 })).items.map(({ state }) => state);
    expect(await alarms()).toEqual([]);
    must(await astray(7, dayAfter(5)));
    for (const _ of [1, 2]) await run(6);
    expect(await alarms()).toMatchObject([
      { kind: 'dunning-stopped', severity: 'major', subject: { id: dunningPolicyId } },
    ]);
    expect(must(await previewDunning(test.ports, { limit: 50 }, on(dayAfter(6)))).stopped).toMatch(
      /2 payments/,
    );

    await setPolicy({ unmatchedLimit: 50 });
    await run(7);
    expect(await alarms()).toEqual([]);
  });
});
