import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../../functions/handlers/api/routes.ts';
import { billSubscriber } from '../../../functions/use-cases/bill-subscriber.ts';
import type { Invoice } from '../../../web/shared/routes.ts';
import { type Call, makeApi } from '../../api.ts';
import { contextAt, makePorts, type TestPorts } from '../../ports.ts';
import {
  activate,
  must,
  openShop,
  type Shop,
  subscribe,
  terminate,
} from '../../use-cases/paying-subscriber.ts';

let test: TestPorts;
let shop: Shop;
let call: Call;
beforeAll(async () => {
  test = await makePorts();
  shop = await openShop(test.ports);
  call = makeApi(routes, test.ports);
});
afterAll(() => test.stop());

const on = (day: string) => contextAt(`${day}T12:00:00.000Z`);
const us = { name: 'Sales tax', place: { country: 'US' } };

const irish = {
  name: 'Westwind',
  address: { line1: '4 Harbour Road', city: 'Galway', postalCode: 'H91 AB12', country: 'IE' },
};

async function billed(subscriberId: string, day: string) {
  const [invoice] = must(await billSubscriber(test.ports, { subscriberId, on: day }, on(day)));
  const { body } = await call('GET', `/invoices/${invoice?.invoiceId}`);
  return body;
}

describe('tax rates', () => {
  it('are none before they are set, and need the seller’s place where it decides', async () => {
    const before = await call('GET', '/settings/tax-rates');
    expect(before.body).toMatchObject({ supply: 'destination', rates: [] });
    const body = { reverseCharge: { countries: ['DE', 'IE'], reason: 'Art. 196' } };
    const refused = await call('PUT', '/settings/tax-rates', { body });
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'tax-rules.seller-place-unknown', errors: [{ pointer: '/reverseCharge' }] },
    });
  });

  it('tax what is charged from their day on, and an exemption only within its period', async () => {
    const rates = [
      { ...us, rate: '10', from: '2026-01-01' },
      { ...us, rate: '20', from: '2026-03-01' },
    ];
    expect((await call('PUT', '/settings/tax-rates', { body: { rates } })).status).toBe(200);
    const subscriberId = await subscribe(shop);
    await activate(shop, subscriberId, on('2026-01-01'));
    const january = await billed(subscriberId, '2026-01-01');
    expect(january.total.amount).toBe('34.10');
    expect(january.lines[1]?.tax).toEqual({
      name: 'Sales tax',
      rate: '10',
      ground: { rule: 'rate', jurisdiction: 'US', category: 'internet-access', on: '2026-01-01' },
    });
    const explained = await call('GET', `/invoices/${january.id}/explanation`);
    expect(explained.body.lines[1]?.words).toBe(
      'Sales tax of 10 % on the line it follows, by the rules of US for internet-access on 2026-01-01.',
    );

    const exemption = { certificate: 'EX-7', reason: 'School', from: '2026-01-15' };
    const path = `/subscribers/${subscriberId}` as const;
    const exempt = await call('PATCH', path, { body: { taxExemptions: [exemption] } });
    expect(exempt.body.taxExemptions).toEqual([exemption]);
    const february = await billed(subscriberId, '2026-02-01');
    expect(february.total.amount).toBe('31.00');
    expect(february.lines[0]?.reliefs).toMatchObject([
      { name: 'Sales tax', kind: 'exempt', reason: 'School, EX-7', ground: { rule: 'exemption' } },
    ]);
    const why = await call('GET', `/invoices/${february.id}/explanation`);
    expect(why.body.lines[0]?.words).toContain('No Sales tax: exempt (School, EX-7)');

    // Removed, the next charge is taxed, by the rate of its day.
    await call('PATCH', path, { body: { taxExemptions: null } });
    expect((await billed(subscriberId, '2026-03-01')).total.amount).toBe('37.20');
  });

  it('of the European Union can be set as they are read, with one rate a day for each of 27 states', async () => {
    const { body: eu } = await call('GET', '/settings/tax-rates/eu-vat');
    const { body: before } = await call('GET', '/settings/tax-rates');
    const today = eu.rates.filter((rate) => rate.from <= eu.asOf);
    expect(new Set(today.map((rate) => rate.place.country)).size).toBe(27);
    const keys = eu.rates.map((rate) => [rate.place.country, rate.from].join(' '));
    expect(new Set(keys).size).toBe(keys.length);
    const { setAt: _, ...kept } = before;
    const set = await call('PUT', '/settings/tax-rates', {
      body: { ...kept, rates: [...kept.rates, ...eu.rates] },
    });
    expect(set.status, JSON.stringify(set.body)).toBe(200);
    await call('PUT', '/operator', { body: irish });
    const reversed = await call('PUT', '/settings/tax-rates', {
      body: { ...kept, rates: [...kept.rates, ...eu.rates], reverseCharge: eu.reverseCharge },
    });
    expect(reversed.status, JSON.stringify(reversed.body)).toBe(200);
    const buyer = await subscribe(shop);
    await call('PATCH', `/subscribers/${buyer}`, {
      body: { taxId: 'DE123456789', addresses: { service: irish.address } },
    });
    await activate(shop, buyer, on('2026-03-01'));
    expect((await billed(buyer, '2026-03-01')).lines[0]?.reliefs).toMatchObject([
      { kind: 'reverse-charge', reason: 'Article 196, Council Directive 2006/112/EC' },
    ]);

    const models = await Promise.all(
      (['once', 'recurring'] as const).map(async (accounting) => {
        const { body } = await call('POST', '/equipment-models', {
          body: {
            name: `Router ${accounting}`,
            vendor: 'Acme',
            model: 'R1',
            price: { amount: '80.00', currency: 'USD' },
            accounting,
          },
        });
        return { equipmentModelId: String(body.id) };
      }),
    );
    const abroad = await subscribe(shop);
    const berlin = { line1: 'Kastanienallee 4', city: 'Berlin', postalCode: '10435', country: 'DE' };
    await call('PATCH', `/subscribers/${abroad}`, {
      body: { taxId: 'DE123456789', addresses: { service: berlin } },
    });
    await activate(shop, abroad, on('2026-03-01'), models);
    const { lines } = await billed(abroad, '2026-03-01');
    const kinds = Object.fromEntries(lines.map(({ item, reliefs }) => [item, reliefs?.[0]?.kind]));
    // What is sold goes abroad as goods; what is rented, and the access itself, are services.
    expect(kinds).toEqual({
      A: 'reverse-charge',
      'Router once': 'intra-community-supply',
      'Router recurring': 'reverse-charge',
    });
  });

  it('give way to the taxes that a billing profile names, and hold for invoices by hand', async () => {
    const named = await subscribe(shop, {
      billing: { model: 'pro-rata', cycleDay: 1, taxes: [{ name: 'VAT', rate: '5' }] },
    });
    await activate(shop, named, on('2026-03-01'));
    expect((await billed(named, '2026-03-01')).total.amount).toBe('32.55');

    const byHand = await subscribe(shop);
    const draft = await call('POST', '/draft-invoices', {
      body: {
        subscriberId: byHand,
        lines: [{ item: 'Cable', amount: { amount: '10.00', currency: 'USD' } }],
      },
    });
    expect(draft.status, JSON.stringify(draft.body)).toBe(201);
    const { body } = await call('POST', `/draft-invoices/${draft.body.id}/issue`);
    expect(body.lines[1]?.tax?.ground).toMatchObject({ rule: 'rate', jurisdiction: 'US', category: 'other' });
  });

  it('are rounded once a document where the rules say so, and a credit gives the whole share back', async () => {
    const rules = { rounding: 'document', rates: [{ ...us, rate: '10.05', from: '2026-01-01' }] };
    expect((await call('PUT', '/settings/tax-rates', { body: rules })).status).toBe(200);
    const subscriberId = await subscribe(shop);
    const services = [];
    for (let i = 0; i < 3; i++) services.push(await activate(shop, subscriberId, on('2026-04-01')));
    const invoice = await billed(subscriberId, '2026-04-01');
    const taxesOf = (document: Pick<Invoice, 'lines'>) =>
      document.lines.filter(({ kind }) => kind === 'tax').map(({ amount }) => amount.amount);
    // 10.05 % of 31.00 is 3.1155, of 93.00 is 9.3465: by line it were 3.12 three times.
    expect(taxesOf(invoice)).toEqual(['3.12', '3.12', '3.11']);
    for (const service of services) await terminate(shop, service, on('2026-04-01'));
    const credit = await billed(subscriberId, '2026-04-01');
    expect(taxesOf(credit)).toEqual(['-3.12', '-3.12', '-3.11']);
    expect(credit.total.amount).toBe('-102.35');

    const draft = await call('POST', '/draft-invoices', {
      body: {
        subscriberId,
        lines: ['A', 'B', 'C'].map((item) => ({ item, amount: { amount: '0.05', currency: 'USD' } })),
      },
    });
    const { body } = await call('POST', `/draft-invoices/${draft.body.id}/issue`);
    // 0.005025 each is 0.01 by line; 0.015075 together is 0.02.
    expect(taxesOf(body)).toEqual(['0.01', '0.01']);
  });
});
