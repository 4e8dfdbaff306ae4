import { afterEach, beforeEach, expect } from 'vitest';
import type { DunningRuleWire } from '../../functions/contracts/dunning.ts';
import type { EventEnvelope } from '../../functions/contracts/event.ts';
import { paymentAggregate } from '../../functions/domain/payment/payment.ts';
import { serviceAggregate } from '../../functions/domain/service/evolve.ts';
import { runningOrder } from '../../functions/domain/service/service.ts';
import { attendDunningOnEvent } from '../../functions/use-cases/attend-dunning-on-event.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { readDunning } from '../../functions/use-cases/read-dunning.ts';
import { recordPayment } from '../../functions/use-cases/record-payment.ts';
import { setDunningPolicy } from '../../functions/use-cases/set-dunning-policy.ts';
import { sweepDunning } from '../../functions/use-cases/sweep-dunning.ts';
import { createOne } from '../../functions/use-cases/write-one.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { prove } from '../stories/network.ts';
import { activate, must, openShop, type Shop, subscribe } from './paying-subscriber.ts';

export let test: TestPorts;
export let shop: Shop;
export let subscriberId: string;
export let serviceId: string;
export let dueOn: string;

export const on = (day: string) => contextAt(`${day}T12:00:00.000Z`);
export const rules: DunningRuleWire[] = [
  {
    minimum: { amount: '2.00', currency: 'USD' },
    steps: [
      { stepId: 'late', kind: 'reminder', day: 2 },
      { stepId: 'cut', kind: 'suspension', day: 5 },
    ],
  },
];
export const dayAfter = (days: number) =>
  new Date(Date.parse(dueOn) + days * 86_400_000).toISOString().slice(0, 10);
export const sweepOn = async (day: string) => {
  const page = await sweepDunning(test.ports, null, on(day));
  expect(page).toEqual({ nextCursor: null, failures: [] });
};
/** One of the runs of every hour, of which the others found nothing to do. */
export const run = async (days: number) => {
  const before = Date.parse(`${dayAfter(days)}T11:00:00.000Z`);
  await test.ports.checkpoints.advance('dunning-runs', 'last', before);
  await sweepOn(dayAfter(days));
};
export const service = async () => (await test.ports.store.load(serviceAggregate, serviceId))!.state;
export const dunning = async () => must(await readDunning(test.ports, subscriberId));
export const ordered = async () => {
  const order = runningOrder(await service());
  return order === undefined ? undefined : { kind: order.command.kind, orderId: order.orderId };
};
/** The running order is carried out, and its end is heard of. */
export const carryOut = async (day: string) => {
  const orderId = runningOrder(await service())!.orderId;
  must(await prove(test.ports, serviceId, { ok: true, value: { orderId } }, on(day)));
  await hear('service', serviceId, day);
};
/** The last event of an aggregate is heard of, twice as a bus may have it. */
export const hear = async (type: 'service' | 'billing-account' | 'dunning', id: string, day: string) => {
  const event = (await test.ports.store.history(type, id)).at(-1) as EventEnvelope;
  for (const _ of [1, 2]) await attendDunningOnEvent(test.ports, event, on(day));
};
export const accountId = () => subscriberId.replace('sub_', 'acc_');
export const pay = async (minor: number, day: string) => {
  const money = { minor, currency: 'USD' };
  must(await recordPayment(test.ports, { subscriberId, money, method: 'cash' }, on(day)));
  await hear('billing-account', accountId(), day);
};

/** Money comes in that names nobody. */
export const astray = (minor: number, day: string) =>
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

/** Before each test somebody has one service and one invoice that is not paid, at 31.00 USD. */
export function aDebtor(): void {
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
}

export const setPolicy = async (more: object = {}, day = '2026-01-01') =>
  must(await setDunningPolicy(test.ports, { rules, unmatchedLimit: 2, ...more }, on(day)));

/** Days are reckoned from another invoice. */
export function reckonFrom(day: string): void {
  dueOn = day;
}
