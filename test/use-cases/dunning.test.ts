import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DunningRuleWire, dunningRuleWire } from '../../functions/contracts/dunning.ts';
import type { EventEnvelope } from '../../functions/contracts/event.ts';
import { billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { dunningIdOf } from '../../functions/domain/dunning/dunning.ts';
import { dunningPolicyId } from '../../functions/domain/dunning/policy.ts';
import { paymentAggregate } from '../../functions/domain/payment/payment.ts';
import { serviceAggregate } from '../../functions/domain/service/evolve.ts';
import { runningOrder } from '../../functions/domain/service/service.ts';
import { agreePaymentPlan, cancelPaymentPlan } from '../../functions/use-cases/agree-payment-plan.ts';
import { attendDunningOnEvent } from '../../functions/use-cases/attend-dunning-on-event.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { changeSubscriber } from '../../functions/use-cases/change-subscriber.ts';
import { configurePaymentProvider } from '../../functions/use-cases/configure-payment-provider.ts';
import { disputeInvoice, endInvoiceDispute } from '../../functions/use-cases/dispute-invoice.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import { exportHandOvers } from '../../functions/use-cases/export-hand-overs.ts';
import { holdDunning, liftDunningHold } from '../../functions/use-cases/hold-dunning.ts';
import { noticeOf } from '../../functions/use-cases/notice-of-event.ts';
import { notifyOnEvent } from '../../functions/use-cases/notify-on-event.ts';
import { orderService } from '../../functions/use-cases/order-service.ts';
import { overrideDunningStop } from '../../functions/use-cases/override-dunning-stop.ts';
import { promisePayment } from '../../functions/use-cases/promise-payment.ts';
import { listAlarms } from '../../functions/use-cases/read-alarms.ts';
import {
  listHandOvers,
  previewDunning,
  readDunning,
  readDunningStatus,
  simulateDunning,
} from '../../functions/use-cases/read-dunning.ts';
import { dueNow } from '../../functions/use-cases/read-my-dues.ts';
import { recordPayment } from '../../functions/use-cases/record-payment.ts';
import { refundPayment } from '../../functions/use-cases/refund-payment.ts';
import { type DunningPolicyWish, setDunningPolicy } from '../../functions/use-cases/set-dunning-policy.ts';
import { showDunningStatus, showHandOver } from '../../functions/use-cases/show-dunning.ts';
import { sweepDunning } from '../../functions/use-cases/sweep-dunning.ts';
import { takePaymentNotice } from '../../functions/use-cases/take-payment-notice.ts';
import { createOne } from '../../functions/use-cases/write-one.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { prove } from '../stories/network.ts';
import { activate, must, openShop, type Shop, subscribe, terminate } from './paying-subscriber.ts';

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
const sweepOn = async (day: string) => {
  const page = await sweepDunning(test.ports, null, on(day));
  expect(page).toEqual({ nextCursor: null, failures: [] });
};
/** One of the runs of every hour, of which the others found nothing to do. */
const run = async (days: number) => {
  const before = Date.parse(`${dayAfter(days)}T11:00:00.000Z`);
  await test.ports.checkpoints.advance('dunning-runs', 'last', before);
  await sweepOn(dayAfter(days));
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

  it('is slowed down, led to the garden, suspended and ended as the policy says, and restored at any step', async () => {
    const rate = { downKbps: 1_000, upKbps: 500 };
    const steps = [
      { stepId: 'slow', kind: 'throttle', day: 3, rate },
      { stepId: 'garden', kind: 'walled-garden', day: 6 },
      { stepId: 'cut', kind: 'suspension', day: 9, blocks: true },
      { stepId: 'end', kind: 'termination', day: 30 },
    ] as const;
    await setPolicy({ rules: [{ steps }] });
    const held = async () => {
      const { state, desired } = await service();
      return [state, desired?.entitlement, desired?.profile.downKbps];
    };
    for (const _ of [1, 2]) await run(3);
    expect(await held()).toEqual(['active', 'throttled', 1_000]);
    for (const _ of [1, 2]) await run(6);
    expect(await held()).toEqual(['active', 'walled-garden', 50_000]);
    expect(await ordered()).toBeUndefined();
    // A policy that is milder takes nothing back while it is owed.
    await run(7);
    expect(await held()).toEqual(['active', 'walled-garden', 50_000]);
    await run(9);
    await carryOut(dayAfter(9));
    expect(await held()).toEqual(['suspended', 'blocked', 50_000]);
    expect((await service()).restriction).toEqual({ entitlement: 'walled-garden' });
    await pay(3_100, dayAfter(10));
    expect(await ordered()).toMatchObject({ kind: 'resume' });
    await carryOut(dayAfter(10));
    expect(await held()).toEqual(['active', 'full', 50_000]);
    expect(await dunning()).toMatchObject({ cut: [], taken: [] });
    expect(await dunning()).not.toHaveProperty('level');
  });

  it('who pays while slowed down or in the garden is as fast as before at once', async () => {
    const rate = { downKbps: 1_000, upKbps: 500 };
    await setPolicy({ rules: [{ steps: [{ stepId: 'slow', kind: 'throttle', day: 3, rate }] }] });
    await run(3);
    expect((await service()).desired).toMatchObject({ entitlement: 'throttled', profile: rate });
    await pay(3_100, dayAfter(4));
    const { desired, restriction } = await service();
    expect(desired).toMatchObject({ entitlement: 'full', profile: { downKbps: 50_000 } });
    expect(restriction).toBeUndefined();
    expect(await dunning()).toMatchObject({ cut: [] });
  });

  it('waits for the hours of the policy and for the next day when enough were cut, and spares who is excluded', async () => {
    const others: string[] = [];
    for (let i = 0; i < 2; i++) {
      const other = await subscribe(shop);
      await activate(shop, other, on('2026-01-01'));
      must(await billSubscriber(test.ports, { subscriberId: other, on: '2026-01-01' }, on('2026-01-01')));
      await hear('billing-account', other.replace('sub_', 'acc_'), '2026-01-01');
      others.push(other);
    }
    const all = [subscriberId, ...others];
    const steps = [{ stepId: 'cut', kind: 'suspension', day: 5 }] as const;
    await setPolicy({
      rules: [{ steps, excludedTags: ['hospital'] }],
      perDay: 1,
      hours: { from: '08:00', to: '18:00' },
    });
    const cut = async () => {
      const each = await Promise.all(
        all.map(async (id) => must(await readDunning(test.ports, id)).cut.length),
      );
      return each.reduce((sum, count) => sum + count, 0);
    };
    const at = (days: number, time: string) =>
      sweepDunning(test.ports, null, contextAt(`${dayAfter(days)}T${time}:00.000Z`));
    await at(5, '03:00');
    expect(await cut()).toBe(0);
    for (const time of ['09:00', '10:00']) await at(5, time);
    expect(await cut()).toBe(1);
    const [, , last = ''] = all;
    const details = { tags: ['hospital'] };
    must(await changeSubscriber(test.ports, last, details, on(dayAfter(5))));
    for (const day of [6, 7, 8]) await at(day, '09:00');
    expect(await cut()).toBe(2);
    expect(must(await readDunning(test.ports, last)).taken).toEqual([]);
  });

  it('who has no service any more is reminded, and takes no place among those who are cut in a day', async () => {
    const other = await subscribe(shop);
    const gone = await activate(shop, other, on('2026-01-01'));
    must(await billSubscriber(test.ports, { subscriberId: other, on: '2026-01-01' }, on('2026-01-01')));
    await hear('billing-account', other.replace('sub_', 'acc_'), '2026-01-01');
    await terminate(shop, serviceId, on('2026-01-02'));
    const steps = [{ stepId: 'cut', kind: 'suspension', day: 5 }] as const;
    await setPolicy({ rules: [{ steps }], perDay: 1 });
    await run(5);
    expect(must(await readDunning(test.ports, other)).cut).toEqual([gone]);
    expect(must(await readDunning(test.ports, subscriberId))).toMatchObject({
      cut: [],
      taken: [{ stepId: 'cut' }],
    });
    const taken = (await test.ports.store.history('dunning', dunningIdOf(subscriberId))).at(-1)!;
    expect(await noticeOf(test.ports.store, taken)).toMatchObject({ kind: 'reminder', subscriberId });
  });

  it('keeps its service on a promise, until that is broken; the next one is taken when it is paid', async () => {
    const steps = [{ stepId: 'cut', kind: 'suspension', day: 5 }] as const;
    await setPolicy({ rules: [{ steps, promises: { mostDays: 10, restores: true } }] });
    const promise = async (day: number, until: number) => {
      const made = await promisePayment(
        test.ports,
        subscriberId,
        { until: dayAfter(until) },
        on(dayAfter(day)),
      );
      return made.ok ? 'taken' : made.refusal.code;
    };
    expect(await promise(0, 3)).toBe('dunning.nothing-overdue');
    await run(5);
    await carryOut(dayAfter(5));
    expect(await service()).toMatchObject({ state: 'suspended' });
    expect(await promise(6, 17)).toBe('dunning.promise-day');
    expect(await promise(6, 5)).toBe('dunning.promise-day');
    expect(await promise(6, 10)).toBe('taken');
    expect(await ordered()).toMatchObject({ kind: 'resume' });
    await carryOut(dayAfter(6));
    // It may be put off, but no further than the first one could have been.
    expect(await promise(7, 17)).toBe('dunning.promise-day');
    expect(await promise(7, 10)).toBe('taken');
    for (const day of [7, 10]) await run(day);
    expect(await service()).toMatchObject({ state: 'active' });
    expect((await dunning()).promise).toMatchObject({ until: dayAfter(10), madeOn: dayAfter(6) });
    await run(11);
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
    await carryOut(dayAfter(11));
    expect(await dunning()).toMatchObject({ brokenPromises: 1, cut: [serviceId] });
    expect(await promise(12, 14)).toBe('dunning.promise-broken');
    await pay(3_100, dayAfter(12));
    await carryOut(dayAfter(12));
    expect(await dunning()).not.toHaveProperty('brokenPromises');
    expect(await service()).toMatchObject({ state: 'active' });
    await setPolicy();
    expect(await promise(13, 14)).toBe('dunning.promises-not-taken');
  });

  it('a promise that is kept is over with the payment', async () => {
    const steps = [{ stepId: 'cut', kind: 'suspension', day: 5 }] as const;
    await setPolicy({ rules: [{ steps, promises: { mostDays: 10 } }] });
    must(await promisePayment(test.ports, subscriberId, { until: dayAfter(9) }, on(dayAfter(4))));
    await run(6);
    expect((await dunning()).taken).toEqual([]);
    await pay(3_100, dayAfter(8));
    const history = await test.ports.store.history('dunning', dunningIdOf(subscriberId));
    expect(history.filter(({ type }) => type === 'dunning.promise-ended')).toMatchObject([
      { data: { outcome: 'kept' } },
    ]);
  });

  it('ends in the end, if the policy goes so far', async () => {
    await setPolicy({ rules: [{ steps: [{ stepId: 'end', kind: 'termination', day: 30 }] }] });
    await run(30);
    expect(await ordered()).toMatchObject({ kind: 'terminate' });
    await carryOut(dayAfter(30));
    expect(await service()).toMatchObject({ state: 'terminated' });
    expect(await dunning()).toMatchObject({ cut: [] });
  });

  it('is reminded and suspended on the days of the policy, once each, and restored by payment', async () => {
    await setPolicy();
    await run(1);
    expect((await dunning()).taken).toEqual([]);
    for (const _ of [1, 2]) await run(2);
    expect((await dunning()).taken).toMatchObject([{ stepId: 'late', on: dayAfter(2), dueOn }]);
    const reminded = (await test.ports.store.history('dunning', dunningIdOf(subscriberId))).at(-1)!;
    await notifyOnEvent(test.ports, reminded, on(dayAfter(2)));
    expect(test.recorded.mail).toMatchObject([
      {
        to: 'ada@example.com',
        subject: expect.stringMatching(/^Reminder/),
        text: expect.stringContaining('$31.00'),
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

describe('a policy that is not set', () => {
  const simulate = (wish: Partial<DunningPolicyWish>, days: number) =>
    simulateDunning(
      test.ports,
      { rules, unmatchedLimit: 10, ...wish },
      { on: dayAfter(days), limit: 50 },
      on(dayAfter(2)),
    );
  const before = async (days: number) =>
    must(await previewDunning(test.ports, { on: dayAfter(days), limit: 50 }, on(dayAfter(2)))).items[0]?.next;

  it('is foreseen beside the one in force, and changes nothing', async () => {
    await setPolicy();
    await run(2);
    const sooner = [{ steps: [{ stepId: 'sooner', kind: 'walled-garden' as const, day: 3 }] }];
    const simulated = must(await simulate({ rules: sooner }, 4)).items[0]?.next;
    expect(simulated).toMatchObject({ step: { kind: 'walled-garden' }, owed: { minor: 3_100 } });
    expect(await before(4)).toEqual({ spared: 'nothing-due' });
    await run(4);
    expect(await ordered()).toBeUndefined();
  });

  it('begins on its day: until then the one in force holds', async () => {
    await setPolicy();
    await run(2);
    const exempting = { rules: [{ steps: [] }], from: dayAfter(6) };
    expect(must(await simulate(exempting, 5)).items[0]?.next).toMatchObject({ step: { kind: 'suspension' } });
    expect(must(await simulate(exempting, 6)).items[0]?.next).toEqual({ spared: 'exempt' });
  });

  it('is refused as it would be when it is set', async () => {
    expect(await simulate({ from: dayAfter(1) }, 4)).toMatchObject({
      ok: false,
      refusal: { code: 'dunning-policy.day-past' },
    });
  });
});

it('reminds of what goes back that had been credit, cuts for it, and gives back with the money', async () => {
  await setPolicy();
  const money = { minor: 3_100, currency: 'USD' };
  await pay(3_100, '2026-01-05');
  const ahead = must(
    await recordPayment(test.ports, { subscriberId, money, method: 'cash' }, on('2026-01-06')),
  );
  must(await billSubscriber(test.ports, { subscriberId, on: '2026-02-01' }, on('2026-02-01')));
  await hear('billing-account', accountId(), '2026-02-01');
  expect(await dunning()).not.toHaveProperty('openSince');
  // The next invoice was paid by it, and is years away.
  must(await refundPayment(test.ports, ahead.id, { amount: money }, on('2026-02-02')));
  await hear('billing-account', accountId(), '2026-02-02');
  dueOn = '2026-02-02';
  for (const day of [1, 2, 3]) await run(day);
  expect((await dunning()).taken).toMatchObject([{ stepId: 'late', on: '2026-02-04' }]);
  const taken = (await test.ports.store.history('dunning', dunningIdOf(subscriberId))).at(-1)!;
  expect(await noticeOf(test.ports.store, taken)).toMatchObject({ kind: 'balance-owed' });
  await run(5);
  await carryOut('2026-02-07');
  expect(await service()).toMatchObject({ state: 'suspended' });
  await pay(3_100, '2026-02-08');
  expect(await ordered()).toMatchObject({ kind: 'resume' });
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
    // Money that went out is no money of somebody who paid.
    const refunded = { noticeId: 'n', kind: 'refunded', providerPaymentId: 'p-9', reference: {} } as const;
    const money = { minor: 50, currency: 'USD' };
    const occurredAt = `${dayAfter(4)}T12:00:00.000Z`;
    must(await takePaymentNotice(test.ports, 'generic', { ...refunded, money, occurredAt }, on(dayAfter(4))));
    await run(5);
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

describe('an invoice that the subscriber says is wrong', () => {
  const firstOpen = async () =>
    (await test.ports.store.load(billingAccountAggregate, accountId()))!.state.openInvoices[0]!.invoiceId;
  const dispute = async (invoiceId: string, day: string) =>
    disputeInvoice(test.ports, subscriberId, { invoiceId, reason: 'Billed twice.' }, on(day));

  it('is left alone, gives back what was taken for it, and is dunned again when staff have looked', async () => {
    await setPolicy();
    for (const day of [2, 5]) await run(day);
    await carryOut(dayAfter(5));
    const invoiceId = await firstOpen();
    expect(must(await dispute(invoiceId, dayAfter(6)))).toMatchObject({
      disputed: [{ invoiceId, reason: 'Billed twice.', since: dayAfter(6) }],
    });
    expect(await ordered()).toMatchObject({ kind: 'resume' });
    await carryOut(dayAfter(6));
    for (const day of [7, 20]) await run(day);
    expect(await service()).toMatchObject({ state: 'active' });
    const { items } = must(
      await previewDunning(test.ports, { limit: 50, on: dayAfter(21) }, on(dayAfter(20))),
    );
    expect(items.map(({ next }) => next)).toEqual([{ spared: 'disputed' }]);
    const end = () => endInvoiceDispute(test.ports, subscriberId, invoiceId, on(dayAfter(22)));
    expect(must(await end())).not.toHaveProperty('disputed');
    expect(await end()).toMatchObject({ refusal: { code: 'dunning.invoice-not-disputed' } });
    // It is owed again: what a step had taken is taken once more, for the notice was given before.
    for (const day of [23, 24]) await run(day);
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
    expect((await dunning()).taken.map(({ stepId }) => stepId)).toEqual(['late', 'cut']);
  });

  it('keeps no other one from being dunned, and the dispute is over when it is paid', async () => {
    await setPolicy();
    const invoiceId = await firstOpen();
    must(await dispute(invoiceId, dayAfter(-1)));
    must(await billSubscriber(test.ports, { subscriberId, on: '2026-02-01' }, on('2026-02-01')));
    await hear('billing-account', accountId(), '2026-02-01');
    const [, second] = (await test.ports.store.load(billingAccountAggregate, accountId()))!.state
      .openInvoices;
    dueOn = second!.dueOn;
    await run(2);
    expect((await dunning()).taken).toMatchObject([{ invoiceId: second!.invoiceId, stepId: 'late' }]);
    await pay(3_100, dayAfter(3));
    expect(await dunning()).not.toHaveProperty('disputed');
    expect(await dispute(invoiceId, dayAfter(3))).toMatchObject({
      refusal: { code: 'dunning.invoice-not-open', pointer: '/invoiceId' },
    });
  });
});

describe('money of a subscriber that could not be counted', () => {
  it.each(['subscriberId', 'invoiceId'])('spares whom it names by %s, in whatever currency', async (by) => {
    await setPolicy();
    const { openInvoices = [] } =
      (await test.ports.store.load(billingAccountAggregate, accountId()))?.state ?? {};
    const reference = by === 'invoiceId' ? { invoiceId: openInvoices[0]?.invoiceId ?? '' } : { subscriberId };
    const notice = { noticeId: 'n', kind: 'succeeded', providerPaymentId: 'p-1', reference } as const;
    const money = { minor: 2_900, currency: 'EUR' };
    const occurredAt = `${dayAfter(1)}T12:00:00.000Z`;
    must(
      await takePaymentNotice(
        test.ports,
        'generic',
        { ...notice, money, occurredAt },
        contextAt(`${dayAfter(1)}T12:00:00.000Z`),
      ),
    );
    for (const day of [2, 5, 6]) await run(day);
    expect(await ordered()).toBeUndefined();
    expect((await dunning()).taken).toMatchObject([{ stepId: 'late' }]);
    const { items } = must(await previewDunning(test.ports, { limit: 50, on: dayAfter(7) }, on(dayAfter(6))));
    expect(items.map(({ next }) => next)).toEqual([{ spared: 'unmatched-payment' }]);
  });
});

describe('a late fee', () => {
  const fee = { percent: 10 };
  const steps = [
    { stepId: 'fee', kind: 'late-fee', day: 2, fee },
    { stepId: 'again', kind: 'late-fee', day: 9, fee: { amounts: [{ amount: '4.00', currency: 'USD' }] } },
  ] as const;
  const invoices = async () =>
    (await test.ports.store.list(invoiceAggregate, { by: 'owner', owner: subscriberId }, { limit: 50 })).items
      .map(({ state }) => state)
      .toSorted((a, b) => (a.number < b.number ? -1 : 1));

  it('is an invoice of its own, once per invoice and step, and never of a fee', async () => {
    await setPolicy({ rules: [{ steps }] });
    for (const days of [2, 2, 3, 9, 10, 40, 41]) await run(days);
    const [first, ...fees] = await invoices();
    expect(fees).toMatchObject([
      { total: 310, due: 310, lines: [{ item: `Late fee, invoice ${first?.number}`, minor: 310 }] },
      { total: 400, due: 400 },
    ]);
    expect((await dunning()).taken).toMatchObject([
      { stepId: 'fee', feeInvoiceId: expect.any(String) },
      { stepId: 'again', feeInvoiceId: expect.any(String) },
    ]);
  });

  it('is none where its currency has no amount, and holds no later step up', async () => {
    const rates = [{ amount: '4.00', currency: 'EUR' }];
    await setPolicy({
      rules: [
        {
          steps: [
            { stepId: 'fee', kind: 'late-fee', day: 2, fee: { amounts: rates } },
            { stepId: 'cut', kind: 'suspension', day: 3 },
          ],
        },
      ],
    });
    await run(3);
    expect(await invoices()).toHaveLength(1);
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
  });

  it('that no currency can hold, or that is nothing, is refused at its place', async () => {
    const tried = async (amount: string) =>
      setDunningPolicy(
        test.ports,
        {
          rules: [
            {
              steps: [
                { stepId: 'fee', kind: 'late-fee', day: 2, fee: { amounts: [{ amount, currency: 'USD' }] } },
              ],
            },
          ],
          unmatchedLimit: 2,
        },
        on('2026-01-01'),
      );
    const pointer = '/rules/0/steps/0/fee/amounts/0/amount';
    expect(await tried('0.001')).toMatchObject({ refusal: { code: 'money.too-precise', pointer } });
    expect(await tried('0.00')).toMatchObject({
      refusal: { code: 'dunning-policy.fee-not-positive', pointer },
    });
  });
});

describe('what dunning leaves alone', () => {
  const steps = [{ stepId: 'cut', kind: 'suspension', day: 5 }] as const;

  it('services of technologies that the rule excludes', async () => {
    await setPolicy({ rules: [{ steps, excludedTechnologies: ['pppoe'] }] });
    await run(5);
    expect(await ordered()).toBeUndefined();
    expect(await dunning()).toMatchObject({ taken: [{ stepId: 'cut' }], cut: [] });
  });

  it('everybody on a public holiday, until the day after', async () => {
    const refused = await setDunningPolicy(
      test.ports,
      { rules: [{ steps: [...steps] }], unmatchedLimit: 2, holidays: [{ country: 'DE', region: 'XX' }] },
      on('2026-01-01'),
    );
    expect(refused).toMatchObject({
      refusal: { code: 'dunning-policy.holidays-unknown', pointer: '/holidays/0' },
    });
    await setPolicy({ rules: [{ steps }], holidays: [{ country: 'US' }, { country: 'DE', region: 'BY' }] });
    // Corpus Christi is one in Bavaria.
    await sweepOn('2026-06-04');
    expect(await ordered()).toBeUndefined();
    await sweepOn('2026-06-05');
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
  });
});

describe('a debt that is handed over', () => {
  it('is listed with its invoices, also for a spreadsheet, and leaves the list when it is paid', async () => {
    await setPolicy({ rules: [{ steps: [{ stepId: 'agency', kind: 'hand-over', day: 60 }] }] });
    await run(59);
    const listed = async () => must(await listHandOvers(test.ports, { limit: 10 })).items;
    expect(await listed()).toEqual([]);
    await run(60);
    expect((await listed()).map(showHandOver)).toMatchObject([
      {
        subscriberId,
        handedOverOn: dayAfter(60),
        open: { amount: '31.00', currency: 'USD' },
        invoices: [{ dueOn, open: { amount: '31.00' } }],
      },
    ]);
    const { bytes } = must(await exportHandOvers(test.ports, { limit: 10 }));
    expect(new TextDecoder().decode(bytes).split('\r\n')[1]).toMatch(/,31\.00$/);
    await pay(3_100, dayAfter(61));
    expect(await listed()).toEqual([]);
  });
});

describe('dunning stops itself', () => {
  const noonAfter = (days: number) => `${dayAfter(days)}T12:00:00.000Z`;
  const steps = [{ stepId: 'cut', kind: 'suspension', day: 5 }] as const;
  const status = (at: string) => readDunningStatus(test.ports, contextAt(at)).then(must);

  it('when a provider that tells of payments every day has told of none for days, until staff have looked', async () => {
    await setPolicy({ rules: [{ steps }] });
    const secrets = { webhookSecret: 'whsec_something', apiKey: 'sk_test_something' };
    must(await configurePaymentProvider(test.ports, 'stripe', { settings: {}, secrets }, on('2026-01-01')));
    const today = dayAfter(5);
    for (let days = 4; days <= 40; days += 1) {
      for (let n = 0; n < 3; n += 1)
        await test.ports.paymentIntake.count('stripe', 'payment', noonAfter(-days));
    }
    const now = `${today}T12:00:00.000Z`;
    expect(showDunningStatus(await status(now))).toMatchObject({
      isStopped: true,
      because: 'intake-silent',
      watched: 1,
    });
    await run(5);
    expect(await ordered()).toBeUndefined();
    expect(must(await listAlarms(test.ports, { state: 'raised', limit: 5 })).items).toMatchObject([
      { state: { kind: 'dunning-stopped', words: expect.stringContaining('stripe') } },
    ]);
    const until = `${today}T18:00:00.000Z`;
    const late = await overrideDunningStop(test.ports, { until: now, reason: 'seen' }, contextAt(now));
    expect(late).toMatchObject({ refusal: { code: 'dunning.override-span', pointer: '/until' } });
    must(await overrideDunningStop(test.ports, { until, reason: 'A quiet week' }, contextAt(now)));
    expect(await status(now)).toMatchObject({
      isStopped: false,
      suspicion: { because: 'intake-silent' },
      override: { reason: 'A quiet week' },
    });
    expect(await status(until)).toMatchObject({ isStopped: true });
    await run(5);
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
  });

  it('does not miss a provider that is heard of now and then, or was taken out', async () => {
    await setPolicy({ rules: [{ steps }] });
    for (const days of [6, 9]) await test.ports.paymentIntake.count('stripe', 'payment', noonAfter(-days));
    expect(await status(`${dayAfter(5)}T12:00:00.000Z`)).toMatchObject({ isStopped: false });
  });

  it('when the clock or the runs stood still, until staff have looked', async () => {
    await setPolicy({ rules: [{ steps }] });
    await run(4);
    const late = dayAfter(6);
    for (const _ of ['the first run', 'the next one']) {
      expect(await status(`${late}T12:00:00.000Z`)).toMatchObject({
        isStopped: true,
        suspicion: { because: 'clock' },
      });
      await sweepOn(late);
      expect(await ordered()).toBeUndefined();
    }
    const until = `${late}T18:00:00.000Z`;
    must(await overrideDunningStop(test.ports, { until, reason: 'All is paid in' }, on(late)));
    await sweepOn(late);
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
    expect(showDunningStatus(await status(until))).not.toHaveProperty('because');
  });

  it('until the clock is back', async () => {
    await setPolicy({ rules: [{ steps }] });
    await run(4);
    await sweepOn(dayAfter(40));
    expect(await ordered()).toBeUndefined();
    await sweepOn(dayAfter(5));
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
  });
});

describe('a payment plan', () => {
  const steps = [{ stepId: 'cut', kind: 'suspension', day: 5 }] as const;
  const plans = { mostInstalments: 4, firstWithinDays: 14 };
  const agree = (day: string, more: object = {}) =>
    agreePaymentPlan(
      test.ports,
      subscriberId,
      { instalments: 3, firstOn: day, every: 'week', ...more },
      on(day),
    );

  it('gives services back, holds the steps while instalments are paid, and ends with the last one', async () => {
    await setPolicy({ rules: [{ steps, plans }] });
    await run(5);
    await carryOut(dayAfter(5));
    const agreed = must(await agree(dayAfter(6)));
    expect(agreed.plan).toMatchObject({
      total: { minor: 3_100 },
      instalments: [
        { on: dayAfter(6), minor: 1_034 },
        { on: dayAfter(13), minor: 1_033 },
        { on: dayAfter(20), minor: 1_033 },
      ],
    });
    expect(await ordered()).toMatchObject({ kind: 'resume' });
    await carryOut(dayAfter(6));
    await pay(1_034, dayAfter(6));
    await run(12);
    await pay(1_033, dayAfter(13));
    await run(19);
    expect(await ordered()).toBeUndefined();
    await pay(1_033, dayAfter(20));
    expect(await dunning()).not.toHaveProperty('plan');
    const ended = (await test.ports.store.history('dunning', dunningIdOf(subscriberId))).filter(
      ({ type }) => type === 'dunning.plan-ended',
    );
    expect(ended.map(({ data }) => data['outcome'])).toEqual(['kept']);
  });

  it('is broken the day after an instalment that was not paid, and the steps go on', async () => {
    await setPolicy({ rules: [{ steps, plans }] });
    must(await agree(dayAfter(2)));
    await pay(1_034, dayAfter(2));
    await run(9);
    expect(await dunning()).toHaveProperty('plan');
    expect(await ordered()).toBeUndefined();
    await run(10);
    expect(await dunning()).not.toHaveProperty('plan');
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
  });

  it('takes again what it gave back, once it is broken', async () => {
    const late = { stepId: 'late', kind: 'reminder', day: 2 } as const;
    await setPolicy({ rules: [{ steps: [late, ...steps], plans }] });
    for (const day of [2, 5]) await run(day);
    await carryOut(dayAfter(5));
    must(await agree(dayAfter(6)));
    await carryOut(dayAfter(6));
    expect(await service()).toMatchObject({ state: 'active' });
    for (const day of [7, 8]) await run(day);
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
    expect((await dunning()).taken.map(({ stepId }) => stepId)).toEqual(['late', 'cut']);
  });

  it('is refused where the policy takes none, is too long or too late, or one runs, and ends by staff', async () => {
    await setPolicy({ rules: [{ steps }] });
    expect(await agree(dayAfter(1))).toMatchObject({ refusal: { code: 'dunning.plans-not-taken' } });
    await setPolicy({ rules: [{ steps, plans }] });
    expect(await agree(dayAfter(1), { instalments: 5 })).toMatchObject({
      refusal: { code: 'dunning.plan-too-long', pointer: '/instalments' },
    });
    expect(await agree(dayAfter(1), { firstOn: dayAfter(16) })).toMatchObject({
      refusal: { code: 'dunning.plan-day', pointer: '/firstOn' },
    });
    must(await agree(dayAfter(1)));
    expect(await agree(dayAfter(1))).toMatchObject({ refusal: { code: 'dunning.plan-running' } });
    must(await cancelPaymentPlan(test.ports, subscriberId, on(dayAfter(6))));
    await run(6);
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
    expect(await cancelPaymentPlan(test.ports, subscriberId, on(dayAfter(6)))).toMatchObject({
      refusal: { code: 'dunning.no-plan' },
    });
    await pay(3_100, dayAfter(6));
    expect(await agree(dayAfter(7))).toMatchObject({ refusal: { code: 'dunning.nothing-open' } });
  });
});

describe('a prepaid subscriber', () => {
  const steps = [{ stepId: 'used-up', kind: 'suspension', day: 0 }] as const;

  it('is served while the balance covers the period, cut when it does not, and back with the money', async () => {
    await setPolicy({ rules: [{ steps: [] }, { category: 'prepaid', prepaid: true, steps }] });
    await pay(5_000, '2026-01-01');
    must(
      await changeSubscriber(
        test.ports,
        subscriberId,
        { category: 'prepaid', billingProfile: { paymentTermsDays: 0 } },
        on('2026-01-02'),
      ),
    );
    const issue = async (day: string) => {
      must(await billSubscriber(test.ports, { subscriberId, on: day }, on(day)));
      await hear('billing-account', accountId(), day);
      await test.ports.checkpoints.advance('dunning-runs', 'last', Date.parse(`${day}T11:00:00Z`));
      await sweepOn(day);
    };
    // 31.00 are used for January; of the 19.00 that are left February takes all and more.
    await sweepOn('2026-01-05');
    expect(await ordered()).toBeUndefined();
    await issue('2026-02-01');
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
    await carryOut('2026-02-01');
    await pay(1_200, '2026-02-01');
    expect(await ordered()).toMatchObject({ kind: 'resume' });
    await carryOut('2026-02-01');
    expect(await dunning()).toMatchObject({ cut: [] });
  });

  it('is told that the balance runs low, cut when less is left than must stay on it, and back with the money', async () => {
    const usd = (amount: string) => ({ amount, currency: 'USD' });
    const kept = { minimumBalance: usd('10.00'), lowBalance: { nextDebit: true } } as const;
    await setPolicy({ rules: [{ steps: [] }, { category: 'prepaid', prepaid: true, steps, ...kept }] });
    await pay(5_000, '2026-01-01');
    const prepaid = { category: 'prepaid', billingProfile: { paymentTermsDays: 0 } };
    must(await changeSubscriber(test.ports, subscriberId, prepaid, on('2026-01-02')));
    const events = async () => test.ports.store.history('dunning', dunningIdOf(subscriberId));
    const told = async () => (await events()).filter(({ type }) => type === 'dunning.balance-low');
    const goOn = async (day: string) => {
      await hear('billing-account', accountId(), day);
      await test.ports.checkpoints.advance('dunning-runs', 'last', Date.parse(`${day}T11:00:00Z`));
      await sweepOn(day);
    };

    // Of 19.00 on the balance 9.00 may be used, and February takes 31.00.
    for (const _ of [1, 2]) await goOn('2026-01-02');
    expect(await dunning()).toMatchObject({ lowSince: '2026-01-02', cut: [] });
    const [low] = await told();
    expect(low?.data).toMatchObject({
      balance: { minor: 1_900 },
      next: { on: '2026-02-01', money: { minor: 3_100 } },
    });
    await notifyOnEvent(test.ports, low!, on('2026-01-02'));
    expect(test.recorded.mail.at(-1)).toMatchObject({
      subject: 'Your balance is low: $19.00',
      text: expect.stringContaining('$31.00'),
    });

    await pay(2_200, '2026-01-03');
    expect(await dunning()).not.toHaveProperty('lowSince');
    must(await billSubscriber(test.ports, { subscriberId, on: '2026-02-01' }, on('2026-02-01')));
    await goOn('2026-02-01');
    expect(await told()).toHaveLength(2);
    expect(await ordered()).toBeUndefined();

    const [payment] = await everyOne(test.ports.store, paymentAggregate, {
      by: 'owner',
      owner: subscriberId,
    });
    const refund = { amount: { minor: 250, currency: 'USD' } };
    must(await refundPayment(test.ports, payment?.id ?? '', refund, on('2026-02-02')));
    await goOn('2026-02-02');
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
    expect((await dunning()).taken).toEqual([
      { stepId: 'used-up', kind: 'suspension', dueOn: '2026-02-02', on: '2026-02-02' },
    ]);
    await notifyOnEvent(test.ports, (await events()).at(-1)!, on('2026-02-02'));
    expect(test.recorded.mail.at(-1)).toMatchObject({ text: expect.stringContaining('$2.50 is missing') });
    expect(must(await dueNow(test.ports, subscriberId, on('2026-02-02')))).toMatchObject({ minor: 250 });
    await carryOut('2026-02-02');
    await pay(250, '2026-02-03');
    expect(await ordered()).toMatchObject({ kind: 'resume' });
    await carryOut('2026-02-03');
    const after = await dunning();
    expect(after).toMatchObject({ cut: [], taken: [] });
    expect(after).not.toHaveProperty('openSince');
    expect(await told()).toHaveLength(2);
  });

  it('whose service has ended lacks nothing on the balance', async () => {
    const kept = { minimumBalance: { amount: '10.00', currency: 'USD' } };
    await setPolicy({ rules: [{ prepaid: true, steps, ...kept }] });
    must(await orderService(test.ports, serviceId, { kind: 'terminate' }, on('2026-01-01')));
    await carryOut('2026-01-01');
    await pay(3_100, '2026-01-02');
    expect(await dunning()).not.toHaveProperty('openSince');
  });

  it('has a balance to keep that is more than nothing', async () => {
    const wish = (more: object) => ({
      rules: [{ prepaid: true as const, steps: [...steps], ...more }],
      unmatchedLimit: 2,
    });
    const nothing = { amount: '0.00', currency: 'USD' };
    for (const [more, pointer] of [
      [{ minimumBalance: nothing }, '/rules/0/minimumBalance/amount'],
      [{ lowBalance: { below: nothing } }, '/rules/0/lowBalance/below/amount'],
    ] as const) {
      expect(await setDunningPolicy(test.ports, wish(more), on('2026-01-01'))).toMatchObject({
        refusal: { code: 'dunning-policy.balance-not-positive', pointer },
      });
    }
    const rule = { steps: [], minimumBalance: { amount: '1.00', currency: 'USD' } };
    expect(dunningRuleWire.safeParse(rule).success).toBe(false);
    expect(dunningRuleWire.safeParse({ ...rule, prepaid: true }).success).toBe(true);
  });

  it('is the only one who may be cut on the due day', () => {
    const rule = { steps: [...steps] };
    expect(dunningRuleWire.safeParse(rule).success).toBe(false);
    expect(dunningRuleWire.safeParse({ ...rule, prepaid: true }).success).toBe(true);
  });
});
