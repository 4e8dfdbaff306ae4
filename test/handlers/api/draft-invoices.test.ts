import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../../functions/handlers/api/routes.ts';
import { now } from '../../../functions/runtime/clock.ts';
import { type Call, makeApi } from '../../api.ts';
import { contextAt, makePorts, type TestPorts } from '../../ports.ts';
import { activate, openShop, type Shop, subscribe } from '../../use-cases/paying-subscriber.ts';

let test: TestPorts;
let shop: Shop;
let call: Call;
let subscriberId: string;
beforeAll(async () => {
  test = await makePorts();
  shop = await openShop(test.ports);
  call = makeApi(routes, test.ports);
  subscriberId = await subscribe(shop, {
    billing: { taxes: [{ name: 'VAT', rate: '10' }], paymentTermsDays: 30 },
  });
});
afterAll(() => test.stop());

const usd = (amount: string) => ({ amount, currency: 'USD' });
const callOut = { item: 'Call-out', amount: usd('60.00') };

async function draft(lines: object[] = [callOut], more: object = {}) {
  const { status, body, headers } = await call('POST', '/draft-invoices', {
    body: { subscriberId, lines, ...more },
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return { id: body.id, body, etag: headers['etag'] ?? '' };
}

describe('an invoice by hand', () => {
  it('costs nothing as a draft, is written anew, and is issued with number, taxes and due day', async () => {
    const before = (await call('GET', `/subscribers/${subscriberId}/balance`)).body.due.amount;
    const { id, body, etag } = await draft();
    expect(body).toMatchObject({ state: 'draft', total: usd('60.00') });
    const lines = [callOut, { item: 'Goodwill', amount: usd('-10.00'), taxed: false }];
    const rewritten = await call('PUT', `/draft-invoices/${id}`, {
      body: { lines, note: 'Visit of 3 March' },
      headers: { 'if-match': etag },
    });
    expect(rewritten).toMatchObject({ status: 200, body: { total: usd('50.00') } });
    expect(
      await call('PUT', `/draft-invoices/${id}`, { body: { lines }, headers: { 'if-match': etag } }),
    ).toMatchObject({ status: 412 });
    expect((await call('GET', `/subscribers/${subscriberId}/balance`)).body.due.amount).toBe(before);

    const { status, body: invoice } = await call('POST', `/draft-invoices/${id}/issue`);
    expect(status).toBe(201);
    expect(invoice).toMatchObject({
      number: expect.stringMatching(/^INV-\d{8}$/),
      state: 'issued',
      total: usd('56.00'),
      reason: 'Visit of 3 March',
      lines: [
        { kind: 'once', item: 'Call-out', amount: usd('60.00') },
        { kind: 'tax', amount: usd('6.00'), tax: { name: 'VAT', rate: '10' } },
        { kind: 'credit', item: 'Goodwill', amount: usd('-10.00') },
      ],
    });
    const days = (Date.parse(invoice.dueOn) - Date.parse(invoice.issuedOn)) / 86_400_000;
    expect(days).toBe(30);
    const explained = await call('GET', `/invoices/${invoice.id}/explanation`);
    expect(explained.body.lines[0]).toMatchObject({ rule: 'by-hand' });
    // What is on it can be corrected like any other line.
    const note = await call('POST', '/credit-notes', {
      body: {
        invoiceId: invoice.id,
        lineId: invoice.lines[0]!.lineId,
        amount: usd('-60.00'),
        reason: 'free',
      },
    });
    expect(note).toMatchObject({ status: 201, body: { total: usd('-66.00') } });
  });

  it('is issued once, whoever asks how often and at once', async () => {
    const { id } = await draft();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => call('POST', `/draft-invoices/${id}/issue`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body.number)).size).toBe(1);
    expect(await call('POST', `/draft-invoices/${id}/discard`)).toMatchObject({
      status: 409,
      body: { code: 'draft-invoice.issued' },
    });
    const listed = await call('GET', `/draft-invoices?subscriberId=${subscriberId}`);
    expect(listed.body.items.find((item: { id: string }) => item.id === id)).toMatchObject({
      state: 'issued',
      invoiceId: answers[0]?.body.id,
    });
  });

  it('can be given up, and stays on record', async () => {
    const { id } = await draft();
    expect((await call('POST', `/draft-invoices/${id}/discard`)).body.state).toBe('discarded');
    expect((await call('POST', `/draft-invoices/${id}/discard`)).status).toBe(200);
    expect(await call('POST', `/draft-invoices/${id}/issue`)).toMatchObject({
      status: 409,
      body: { code: 'draft-invoice.discarded' },
    });
    expect((await call('GET', `/draft-invoices/${id}`)).body.state).toBe('discarded');
  });

  it('takes credit that is open, and gives credit when it gives back more than it charges', async () => {
    const own = await subscribe(shop, { billing: {} });
    const body = { subscriberId: own, lines: [{ item: 'Returned router', amount: usd('-25.00') }] };
    const back = await call('POST', '/draft-invoices', { body });
    const credit = await call('POST', `/draft-invoices/${back.body.id}/issue`);
    expect(credit.body).toMatchObject({ total: usd('-25.00'), amountDue: usd('0.00') });
    const next = await call('POST', '/draft-invoices', { body: { subscriberId: own, lines: [callOut] } });
    const { body: invoice } = await call('POST', `/draft-invoices/${next.body.id}/issue`);
    expect(invoice).toMatchObject({
      creditApplied: usd('25.00'),
      amountDue: usd('35.00'),
      state: 'partially-paid',
    });
  });

  it('refuses what does not fit, naming the line', async () => {
    const refused = async (lines: object[]) => {
      const { status, body } = await call('POST', '/draft-invoices', { body: { subscriberId, lines } });
      return [status, body.code, body.errors?.[0]?.pointer];
    };
    const other = await subscribe(shop);
    const serviceId = await activate(shop, other, contextAt(now()));
    expect(await refused([callOut, { ...callOut, amount: { amount: '1.00', currency: 'EUR' } }])).toEqual([
      422,
      'draft-invoice.wrong-currency',
      '/lines/1/amount/currency',
    ]);
    expect(await refused([{ ...callOut, amount: usd('1.001') }])).toEqual([
      422,
      'money.too-precise',
      '/lines/0/amount/amount',
    ]);
    expect(await refused([{ ...callOut, serviceId }])).toEqual([
      422,
      'draft-invoice.service-of-another',
      '/lines/0/serviceId',
    ]);
    expect((await refused([]))[0]).toBe(422);
    const { id } = await draft([{ item: 'Nothing', amount: usd('0.00') }]);
    expect(await call('POST', `/draft-invoices/${id}/issue`)).toMatchObject({
      status: 409,
      body: { code: 'draft-invoice.empty' },
    });
  });
});
