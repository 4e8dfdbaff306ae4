import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subscriptions } from '../../functions/contracts/subscriptions.ts';
import { accountIdOf, billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { billOnEvent } from '../../functions/use-cases/bill-on-event.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { previewBilling } from '../../functions/use-cases/billing-plan.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import { explainInvoice } from '../../functions/use-cases/explain-invoice.ts';
import { notifyOnEvent } from '../../functions/use-cases/notify-on-event.ts';
import { previewSubscriber } from '../../functions/use-cases/preview-batch.ts';
import { readBalance, readStatement } from '../../functions/use-cases/read-account.ts';
import { recordPayment } from '../../functions/use-cases/record-payment.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { activate, must, openShop, type Shop, subscribe, terminate } from './paying-subscriber.ts';

let test: TestPorts;
let shop: Shop;
beforeAll(async () => {
  test = await makePorts();
  shop = await openShop(test.ports);
});
afterAll(() => test.stop());

const jan = (day: number) => contextAt(`2026-01-${String(day).padStart(2, '0')}T12:00:00.000Z`);
const invoicesOf = (owner: string) => everyOne(test.ports.store, invoiceAggregate, { by: 'owner', owner });

describe('billing a subscriber', () => {
  it('issues each invoice once, whoever asks how often and at once', async () => {
    const subscriberId = await subscribe(shop);
    await activate(shop, subscriberId, jan(10));
    const ask = () => billSubscriber(test.ports, { subscriberId, on: '2026-01-10' }, jan(10));
    const answers = await Promise.all(Array.from({ length: 6 }, ask));
    expect(answers.flatMap((answer) => must(answer))).toHaveLength(1);
    expect(must(await ask())).toEqual([]);
    const [invoice, ...others] = await invoicesOf(subscriberId);
    expect(others).toEqual([]);
    expect(invoice?.state).toMatchObject({ total: 2_200, due: 2_200, state: 'issued', dueOn: '2026-01-24' });
  });

  it('gives numbers without a gap, also when rivals and refused tries are about', async () => {
    const before = await test.ports.store.currentInSeries('invoice');
    const subscribers = await Promise.all(Array.from({ length: 4 }, () => subscribe(shop)));
    for (const subscriberId of subscribers) await activate(shop, subscriberId, jan(1));
    const billed = await Promise.all(
      subscribers.map(async (subscriberId) => {
        for (;;) {
          const answer = await billSubscriber(test.ports, { subscriberId, on: '2026-01-01' }, jan(1));
          if (answer.ok) return answer.value;
          expect(answer.refusal.code).toBe('store.version-conflict');
        }
      }),
    );
    const numbers = billed
      .flat()
      .map(({ number }) => Number(number.replace('INV-', '')))
      .toSorted((a, b) => a - b);
    expect(numbers).toEqual([1, 2, 3, 4].map((i) => before + i));
  });

  it('bills no day that has not begun for the subscriber, and none before the last billed one', async () => {
    const subscriberId = await subscribe(shop, { timeZone: 'America/Los_Angeles' });
    await activate(shop, subscriberId, jan(1));
    const at = (now: string, on: string) => billSubscriber(test.ports, { subscriberId, on }, contextAt(now));
    expect(must(await at('2026-01-01T20:00:00.000Z', '2026-01-01'))).toHaveLength(1);
    // One o'clock in UTC on 1 February is 31 January in Los Angeles.
    expect(must(await at('2026-02-01T01:00:00.000Z', '2026-02-01'))).toEqual([]);
    expect(must(await at('2026-02-01T09:00:00.000Z', '2026-02-01'))).toHaveLength(1);
    expect(must(await at('2026-02-01T09:00:00.000Z', '2026-01-15'))).toEqual([]);
  });

  it('changes nothing in a preview, which may look ahead', async () => {
    const subscriberId = await subscribe(shop);
    await activate(shop, subscriberId, jan(10));
    const wish = { subscriberId, on: '2026-02-01' };
    const foreseen = must(await previewBilling(test.ports, wish, jan(10)));
    expect(foreseen.map(({ data }) => data.total)).toEqual([5_300]);
    expect(await invoicesOf(subscriberId)).toEqual([]);
    expect(await test.ports.store.load(billingAccountAggregate, accountIdOf(subscriberId))).toBeUndefined();
  });

  it('is due again on the day the account says, and found by it', async () => {
    const subscriberId = await subscribe(shop);
    const serviceId = await activate(shop, subscriberId, jan(20));
    must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-20' }, jan(20)));
    const due = async (dueOnOrBefore: string) =>
      (await everyOne(test.ports.store, billingAccountAggregate, { by: 'due', dueOnOrBefore })).map(
        ({ state }) => state.subscriberId,
      );
    expect(await due('2026-01-31T23:59:59.999Z')).not.toContain(subscriberId);
    expect(await due('2026-02-01T00:00:00.000Z')).toContain(subscriberId);
    await terminate(shop, serviceId, jan(25));
    must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-25' }, jan(25)));
    // Looked at once more on the day on which it would have been charged, to be named as gone.
    expect(await due('2026-01-31T23:59:59.999Z')).not.toContain(subscriberId);
    expect(await due('2026-02-01T00:00:00.000Z')).toContain(subscriberId);
    const feb = contextAt('2026-02-01T12:00:00.000Z');
    const wish = { subscriberId, on: '2026-02-01' };
    expect(must(await previewSubscriber(test.ports, wish, feb)).found).toMatchObject({
      change: 'gone',
      total: 0,
      invoices: [],
    });
    expect(must(await billSubscriber(test.ports, wish, feb))).toEqual([]);
    expect(await due('9999-12-31')).not.toContain(subscriberId);
  });
});

describe('the consumer of service events', () => {
  it('makes the first invoice of an activation once under redelivery, and the credit of an end', async () => {
    const subscriberId = await subscribe(shop);
    const serviceId = await activate(shop, subscriberId, jan(1));
    const deliver = async (day: number) => {
      const events = await test.ports.store.history('service', serviceId);
      const facts = events.filter(({ type }) =>
        (subscriptions['bill-activation'] as readonly string[]).includes(type),
      );
      for (const event of [...facts, ...facts]) await billOnEvent(test.ports, event, jan(day));
    };
    await deliver(1);
    await terminate(shop, serviceId, jan(11));
    await deliver(11);
    const totals = (await invoicesOf(subscriberId)).map(({ state }) => state.total);
    expect(totals).toEqual([3_100, -2_100]);
  });
});

describe('what people see', () => {
  it('is a balance, a statement that ends in it, an explanation and a mail', async () => {
    const subscriberId = await subscribe(shop, { billing: { model: 'pro-rata', paymentTermsDays: 7 } });
    const serviceId = await activate(shop, subscriberId, jan(1));
    must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-01' }, jan(1)));
    const overdue = must(await readBalance(test.ports, subscriberId, jan(9)));
    const usd = (amount: string) => ({ amount, currency: 'USD' });
    expect(overdue).toMatchObject({ due: usd('31.00'), overdue: usd('31.00'), balance: usd('31.00') });
    expect(must(await readBalance(test.ports, subscriberId, jan(8))).overdue).toEqual(usd('0.00'));

    const money = { minor: 4_000, currency: 'USD' };
    must(await recordPayment(test.ports, { subscriberId, money, method: 'cash' }, jan(10)));
    await terminate(shop, serviceId, jan(11));
    must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-11' }, jan(11)));
    const balance = must(await readBalance(test.ports, subscriberId, jan(11)));
    expect(balance).toMatchObject({ balance: usd('-30.00'), credit: usd('30.00'), due: usd('0.00') });
    const statement = must(await readStatement(test.ports, subscriberId, { limit: 50 }));
    expect(
      statement.items.map(({ kind, amount, balance: running }) => [kind, amount.amount, running.amount]),
    ).toEqual([
      ['invoice', '31.00', '31.00'],
      ['payment', '-40.00', '-9.00'],
      ['credit-note', '-21.00', '-30.00'],
    ]);
    const paged = must(await readStatement(test.ports, subscriberId, { limit: 2 }));
    const rest = must(await readStatement(test.ports, subscriberId, { limit: 2, cursor: paged.nextCursor }));
    expect([...paged.items, ...rest.items]).toEqual(statement.items);
    expect(rest.nextCursor).toBeUndefined();

    const [invoice] = await invoicesOf(subscriberId);
    const explained = must(await explainInvoice(test.ports, invoice?.id ?? ''));
    expect(explained.lines[0]).toMatchObject({
      rule: 'full-period',
      words: 'The full period from 2026-01-01 to 2026-02-01 costs 31.00 USD.',
      events: [{ type: 'service.selected' }, { type: 'service.activated', at: jan(1).now }],
    });

    const [issued] = await test.ports.store.history('invoice', invoice?.id ?? '');
    await notifyOnEvent(test.ports, issued!, jan(1));
    expect(test.recorded.mail.at(-1)).toMatchObject({
      to: 'ada@example.com',
      subject: expect.stringMatching(/^Invoice INV-\d{8}: \$31\.00$/),
      text: expect.stringContaining('Please pay $31.00 by Jan 8, 2026.'),
      key: issued?.eventId,
    });
  });

  it('is no mail for a subscriber without an address', async () => {
    const subscriberId = await subscribe(shop, { email: '' });
    await activate(shop, subscriberId, jan(1));
    const [billed] = must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-01' }, jan(1)));
    const sent = test.recorded.mail.length;
    const [issued] = await test.ports.store.history('invoice', billed?.invoiceId ?? '');
    await notifyOnEvent(test.ports, issued!, jan(1));
    expect(test.recorded.mail).toHaveLength(sent);
  });
});
