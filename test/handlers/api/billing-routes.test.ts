import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../../functions/handlers/api/routes.ts';
import { now } from '../../../functions/runtime/clock.ts';
import { billSubscriber } from '../../../functions/use-cases/bill-subscriber.ts';
import { indexSearch } from '../../../functions/use-cases/index-search.ts';
import { type Call, makeApi } from '../../api.ts';
import { contextAt, makePorts, type TestPorts } from '../../ports.ts';
import { activate, must, openShop, type Shop, subscribe } from '../../use-cases/paying-subscriber.ts';

let test: TestPorts;
let shop: Shop;
let call: Call;
let subscriberId: string;
let invoiceId: string;
beforeAll(async () => {
  test = await makePorts();
  shop = await openShop(test.ports);
  call = makeApi(routes, test.ports);
  subscriberId = await subscribe(shop, { billing: { taxes: [{ name: 'VAT', rate: '10' }] } });
  const context = contextAt(now());
  await activate(shop, subscriberId, context);
  const on = context.now.slice(0, 10);
  const [billed] = must(await billSubscriber(test.ports, { subscriberId, on }, context));
  invoiceId = billed?.invoiceId ?? '';
});
afterAll(() => test.stop());

const post = <const P extends string>(path: P, body: object) => call('POST', path, { body });
const usd = (amount: string) => ({ amount, currency: 'USD' });

describe('invoices', () => {
  it('are listed, read, explained', async () => {
    const list = await call('GET', `/invoices?subscriberId=${subscriberId}&state=issued`);
    expect(list.body.items).toHaveLength(1);
    expect((await call('GET', `/invoices?subscriberId=${subscriberId}&state=void`)).body.items).toEqual([]);
    const { status, body } = await call('GET', `/invoices/${invoiceId}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: invoiceId,
      state: 'issued',
      total: usd('34.10'),
      amountDue: usd('34.10'),
      lines: [
        { kind: 'recurring', item: 'A', amount: usd('31.00') },
        { kind: 'tax', amount: usd('3.10'), tax: { name: 'VAT', rate: '10' } },
      ],
    });
    const explained = await call('GET', `/invoices/${invoiceId}/explanation`);
    expect(explained.body.lines[0]!.events.map(({ type }) => type)).toEqual([
      'service.selected',
      'service.activated',
    ]);
    const unknown = `inv_${'0'.repeat(26)}`;
    expect(await call('GET', `/invoices/${unknown}`)).toMatchObject({ status: 404 });
    expect(await call('GET', `/invoices/${unknown}/explanation`)).toMatchObject({ status: 404 });
  });

  it('are found by number however it is written, by whose they are, by kind and by the day of issue', async () => {
    await indexSearch(test.ports, { aggregateType: 'invoice', aggregateId: invoiceId });
    await indexSearch(test.ports, { aggregateType: 'subscriber', aggregateId: subscriberId });
    const { number, issuedOn } = (await call('GET', `/invoices/${invoiceId}`)).body;
    const found = async (query: string) => (await call('GET', `/invoices?${query}`)).body.items.length;
    const bare = number.replaceAll('-', '').toLowerCase();
    expect(await found(`q=${number}`)).toBe(1);
    expect(await found(`q=${bare.slice(0, -1)}`)).toBe(1);
    expect(await found('q=lovelace')).toBe(1);
    expect(await found(`q=${number}&document=credit-note`)).toBe(0);
    expect(await found(`q=${number}9`)).toBe(0);
    expect(await found(`document=invoice&from=${issuedOn}&to=${issuedOn}`)).toBe(1);
    expect(await found('to=2020-01-01')).toBe(0);
  });

  it('are corrected by credit notes and voided, once', async () => {
    const { body: invoice } = await call('GET', `/invoices/${invoiceId}`);
    const [lineId, taxLineId] = invoice.lines.map((line) => line.lineId);
    const note = (wish: object) =>
      post('/credit-notes', { invoiceId, lineId, amount: usd('-1.00'), reason: 'late', ...wish });
    expect(await note({ amount: usd('-31.01') })).toMatchObject({
      body: { code: 'credit-note.beyond-line' },
    });
    expect(await note({ lineId: taxLineId })).toMatchObject({
      body: { code: 'credit-note.line-not-adjustable' },
    });
    expect(await note({ amount: usd('-0.001') })).toMatchObject({
      status: 422,
      body: { code: 'money.too-precise' },
    });
    const other = await subscribe(shop);
    await activate(shop, other, contextAt(now()));
    const [billed] = must(
      await billSubscriber(test.ports, { subscriberId: other, on: now().slice(0, 10) }, contextAt(now())),
    );
    const path = `/invoices/${billed?.invoiceId}/void`;
    expect(await post(path, { reason: 'wrong plan' })).toMatchObject({
      status: 200,
      body: { state: 'void', amountDue: usd('0.00'), voided: { reason: 'wrong plan' } },
    });
    expect(await post(path, { reason: 'again' })).toMatchObject({
      status: 409,
      body: { code: 'invoice.void' },
    });
  });
});

describe('payments', () => {
  it('are foreseen: what they settle, and what is owed then', async () => {
    const ask = (amount: string) =>
      post(`/subscribers/${subscriberId}/payments/preview`, { amount: usd(amount) });
    const part = await ask('4.10');
    expect(part).toMatchObject({
      status: 200,
      body: {
        settles: [{ invoiceId, amount: usd('4.10'), isPaid: false }],
        after: { due: usd('30.00'), credit: usd('0.00') },
      },
    });
    expect((await ask('40.00')).body).toMatchObject({
      settles: [{ invoiceId, amount: usd('34.10'), isPaid: true }],
      after: { due: usd('0.00'), credit: usd('5.90'), balance: usd('-5.90') },
    });
    expect(await ask('0.00')).toMatchObject({ status: 422, body: { code: 'payment.not-positive' } });
    expect((await call('GET', `/payments?subscriberId=${subscriberId}`)).body.items).toEqual([]);
    expect((await call('GET', `/subscribers/${subscriberId}/balance`)).body.due).toEqual(usd('34.10'));
  });

  it('are recorded, listed, refunded, and show in balance and statement', async () => {
    const paid = await post('/payments', {
      subscriberId,
      amount: usd('40.00'),
      method: 'bank-transfer',
      externalId: 'T-1',
    });
    expect(paid).toMatchObject({
      status: 201,
      body: { state: 'received', credited: usd('5.90'), allocations: [{ invoiceId, amount: usd('34.10') }] },
    });
    expect((await call('GET', `/invoices/${invoiceId}`)).body.state).toBe('paid');
    const { name: subscriberName, number: subscriberNumber } = (
      await call('GET', `/subscribers/${subscriberId}`)
    ).body;
    for (const list of ['payments', 'invoices'] as const) {
      const { items } = (await call('GET', `/${list}?subscriberId=${subscriberId}`)).body;
      expect(items[0], list).toMatchObject({ subscriberId, subscriberName, subscriberNumber });
    }
    expect((await call('GET', '/payments?state=unmatched')).body.items).toEqual([]);
    expect((await call('GET', `/subscribers/${subscriberId}/balance`)).body).toMatchObject({
      balance: usd('-5.90'),
      credit: usd('5.90'),
      due: usd('0.00'),
    });
    const refund = await post(`/payments/${paid.body.id}/refund`, { amount: usd('5.90') });
    expect(refund.body).toMatchObject({ state: 'partially-refunded', refunded: usd('5.90') });
    const statement = await call('GET', `/subscribers/${subscriberId}/statement`);
    expect(statement.body.items.map(({ kind }) => kind)).toEqual(['invoice', 'payment', 'refund']);
    expect(statement.body.items.at(-1)!.balance).toEqual(usd('0.00'));
  });

  it('are refused with a pointer', async () => {
    const unknown = `sub_${'0'.repeat(26)}`;
    const wish = { subscriberId: unknown, amount: usd('1.00'), method: 'cash' };
    expect(await post('/payments', wish)).toMatchObject({
      status: 422,
      body: { code: 'reference.subscriber-unknown', errors: [{ pointer: '/subscriberId' }] },
    });
    expect(await post('/payments', { ...wish, method: 'provider' })).toMatchObject({ status: 422 });
    expect(await post(`/payments/pay_${'0'.repeat(26)}/match`, {})).toMatchObject({ status: 422 });
  });

  it('goodwill is credit', async () => {
    const path = `/subscribers/${subscriberId}/credits`;
    const given = await post(path, { amount: usd('2.00'), reason: 'outage' });
    expect(given).toMatchObject({ status: 201, body: { credit: usd('2.00'), balance: usd('-2.00') } });
    expect(await post(path, { amount: usd('-2.00'), reason: 'x' })).toMatchObject({ status: 422 });
  });
});

describe('billing runs', () => {
  it('are started and read', async () => {
    const on = now().slice(0, 10);
    const started = await post('/billing-runs', { on, dryRun: true });
    expect(started).toMatchObject({ status: 202, body: { state: 'running', on, dryRun: true } });
    const { runId } = started.body;
    expect((await call('GET', `/billing-runs/${runId}`)).body).toMatchObject({
      runId,
      invoices: [],
      counts: { invoices: 0 },
    });
    expect((await call('GET', '/billing-runs')).body.items).toHaveLength(1);
    expect(await post('/billing-runs', { on: '2999-01-01' })).toMatchObject({
      status: 422,
      body: { code: 'billing-run.day-not-begun' },
    });
    expect(await call('GET', `/billing-runs/run_${'0'.repeat(26)}`)).toMatchObject({ status: 404 });
  });
});
