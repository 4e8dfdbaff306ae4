import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { taxRules } from '../../functions/contracts/tax-rules.ts';
import { accountIdOf, billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { routes } from '../../functions/handlers/api/routes.ts';
import { billOnEvent } from '../../functions/use-cases/bill-on-event.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { previewBilling } from '../../functions/use-cases/billing-plan.ts';
import { configureTaxService } from '../../functions/use-cases/configure-tax-service.ts';
import { createCreditNote } from '../../functions/use-cases/create-credit-note.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import { readBillingRun, showBillingRun } from '../../functions/use-cases/read-billing-runs.ts';
import { reportTaxes } from '../../functions/use-cases/report-taxes.ts';
import { beginRun, billBatch, endRun, listDue } from '../../functions/use-cases/run-billing.ts';
import { voidInvoice } from '../../functions/use-cases/void-invoice.ts';
import { type Call, makeApi } from '../api.ts';
import { startTaxService, type TaxServicePeer } from '../lab/tax-service.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { relayed } from '../relayed.ts';
import { activate, begun, must, openShop, type Shop, subscribe, terminate } from './paying-subscriber.ts';

let test: TestPorts;
let shop: Shop;
let call: Call;
let peer: TaxServicePeer;
let old: string;
const at = (day: string) => contextAt(`${day}T12:00:00.000Z`);
const path = '/settings/tax-rates/service';

beforeAll(async () => {
  [test, peer] = await Promise.all([makePorts(), startTaxService()]);
  shop = await openShop(test.ports);
  call = makeApi(routes, test.ports);
  const before = await subscribe(shop);
  await activate(shop, before, at('2026-01-01'));
  old = (await bill(before, '2026-01-01')).id;
  must(await configureTaxService(test.ports, { url: peer.url, token: peer.token }, at('2026-02-01')));
});
afterEach(() => {
  peer.instead = undefined;
});
afterAll(async () => {
  await Promise.all([test?.stop(), peer?.stop()]);
});

const invoicesOf = (owner: string) => everyOne(test.ports.store, invoiceAggregate, { by: 'owner', owner });

async function bill(subscriberId: string, day: string) {
  const [issued] = must(await billSubscriber(test.ports, { subscriberId, on: day }, at(day)));
  const invoice = (await invoicesOf(subscriberId)).find(({ id }) => id === issued?.invoiceId);
  if (invoice === undefined) throw new Error('no invoice was issued');
  return invoice;
}

/** Tells all that has happened. */
async function report(): Promise<void> {
  const head = await relayed(test);
  expect(await reportTaxes(test.ports, head, at('2026-12-31'))).toBe(head);
}

async function active(day = '2027-01-01'): Promise<{ subscriberId: string; serviceId: string }> {
  const subscriberId = await subscribe(shop);
  return { subscriberId, serviceId: await activate(shop, subscriberId, at(day)) };
}

describe('an external tax service', () => {
  it('is set up with its token, which is shown nowhere and goes to no other address', async () => {
    expect((await call('GET', path)).body).toEqual({
      url: peer.url,
      setAt: at('2026-02-01').now,
      refused: [],
    });
    const elsewhere = await call('PUT', path, { body: { url: 'https://tax.example.com' } });
    expect(elsewhere).toMatchObject({ status: 422, body: { code: 'tax-service.token-missing' } });
    const again = await call('PUT', path, { body: { url: peer.url } });
    expect(again.status).toBe(200);
    const plain = await call('PUT', path, { body: { url: 'http://tax.example.com', token: peer.token } });
    expect(plain.status).toBe(422);
    const events = await test.ports.store.history('tax-service', `txs_${'0'.repeat(26)}`);
    expect(JSON.stringify(events)).not.toContain(peer.token);
  });

  it('says the taxes of what is charged, which go back by their share', async () => {
    const { subscriberId, serviceId } = await active();
    const { state } = await bill(subscriberId, '2027-01-01');
    expect(state.lines.map(({ item, minor, tax }) => [tax?.name ?? item, minor])).toEqual([
      ['A', 3_100],
      ['Sales tax', 248],
      ['Emergency call fee', 25],
    ]);
    expect(state.lines[1]?.tax?.ground).toEqual({
      rule: 'tax-service',
      jurisdiction: 'Springfield',
      on: '2027-01-01',
    });
    expect(peer.quotes.at(-1)).toMatchObject({
      currency: 'USD',
      buyer: { subscriberId },
      lines: [{ kind: 'plan', itemId: shop.planId, amount: '31.00', place: { country: 'US' } }],
    });
    await terminate(shop, serviceId, at('2027-01-11'));
    const credit = await bill(subscriberId, '2027-01-11');
    // 21 of 31 days: 21.00, 8 % of it, and 25 × 2100 ÷ 3100 of the fee.
    expect(credit.state.lines.map(({ minor }) => minor)).toEqual([-2_100, -168, -17]);
  });

  it('is told of every document since it was set up, once, in their order', async () => {
    const { subscriberId } = await active();
    const first = await bill(subscriberId, '2027-01-01');
    const lineId = first.state.lines[0]?.lineId ?? '';
    const wish = { invoiceId: first.id, lineId, amount: { minor: -1_000, currency: 'USD' }, reason: 'late' };
    const note = must(await createCreditNote(test.ports, wish, at('2027-01-05')));
    const second = await bill(subscriberId, '2027-02-01');
    must(await voidInvoice(test.ports, second.id, { reason: 'wrong' }, at('2027-02-02')));
    await report();
    expect(peer.documents.get(first.id)?.document).toMatchObject({
      kind: 'invoice',
      number: first.state.number,
      quoteId: first.state.taxQuoteId,
      lines: [{ amount: '31.00', taxes: [{ amount: '2.48' }, { amount: '0.25' }] }],
    });
    // 8 % of 10.00, and 25 × 1000 ÷ 3100.
    expect(peer.documents.get(note.id)?.document).toMatchObject({
      kind: 'credit-note',
      aboutDocumentId: first.id,
      lines: [{ amount: '-10.00', aboutLineId: lineId, taxes: [{ amount: '-0.80' }, { amount: '-0.08' }] }],
    });
    expect(peer.documents.get(second.id)?.voided).toEqual({ voidedOn: '2027-02-02', reason: 'wrong' });
    expect(peer.documents.has(old)).toBe(false);
    const told = peer.calls.length;
    await report();
    expect(peer.calls).toHaveLength(told);
  });

  it('hears after its absence, and after a crash of this side, what it has missed', async () => {
    const { subscriberId } = await active();
    const first = await bill(subscriberId, '2027-01-01');
    const second = await bill(subscriberId, '2027-02-01');
    const head = await relayed(test);
    peer.instead = (answer) => answer.writeHead(503).end();
    await expect(reportTaxes(test.ports, head, at('2027-02-01'))).rejects.toThrow(
      'tax-service.not-answering',
    );
    expect(peer.documents.has(first.id)).toBe(false);
    peer.instead = undefined;
    // The service takes the document down, and this side falls before it knows.
    let falls = true;
    const crashing = {
      ...test.ports,
      checkpoints: {
        ...test.ports.checkpoints,
        advance: async (...to: Parameters<typeof test.ports.checkpoints.advance>) => {
          if (falls && peer.documents.has(first.id)) throw new Error('killed');
          await test.ports.checkpoints.advance(...to);
        },
      },
    };
    await expect(reportTaxes(crashing, head, at('2027-02-01'))).rejects.toThrow('killed');
    expect([peer.documents.has(first.id), peer.documents.has(second.id)]).toEqual([true, false]);
    falls = false;
    await report();
    expect(peer.calls.filter((one) => one === `PUT documents/${first.id}`)).toHaveLength(3);
    expect(peer.documents.has(second.id)).toBe(true);
  });

  it('that refuses a document for good does not keep the others from being told', async () => {
    const { subscriberId } = await active();
    const draft = await call('POST', '/draft-invoices', {
      body: {
        subscriberId,
        lines: [
          { item: 'Crate of contraband', amount: { amount: '10.00', currency: 'USD' } },
          { item: 'Deposit', amount: { amount: '5.00', currency: 'USD' }, taxed: false },
        ],
      },
    });
    const issued = await call('POST', `/draft-invoices/${draft.body.id}/issue`);
    expect(issued.body.total.amount).toBe('16.05');
    const next = await bill(subscriberId, '2027-01-01');
    await report();
    expect((await call('GET', path)).body.refused).toEqual([
      {
        documentId: issued.body.id,
        told: 'issued',
        words: 'The tax service answered 422: contraband is not taxed here',
      },
    ]);
    expect(peer.documents.has(next.id)).toBe(true);
  });
});

it('is not asked about rules that are only supposed', async () => {
  const { subscriberId } = await active();
  const rate = { name: 'VAT', rate: '10', place: { country: 'US' }, from: '2020-01-01' };
  const wish = { subscriberId, on: '2027-01-01' };
  const present = must(await previewBilling(test.ports, wish, at('2027-01-01')));
  const quotes = peer.quotes.length;
  const supposition = { taxRules: taxRules.parse({ rates: [rate] }) };
  const supposed = must(await previewBilling(test.ports, { ...wish, supposition }, at('2027-01-01')));
  expect([present, supposed].map(([invoice]) => invoice?.data.total)).toEqual([3_373, 3_410]);
  expect(peer.quotes).toHaveLength(quotes);
});

it('is asked for each invoice of a subscriber who gets one per service', async () => {
  const subscriberId = await subscribe(shop, {
    billing: { model: 'pro-rata', cycleDay: 1, invoicing: 'independent' },
  });
  for (let i = 0; i < 3; i++) await activate(shop, subscriberId, at('2027-01-01'));
  must(await billSubscriber(test.ports, { subscriberId, on: '2027-01-01' }, at('2027-01-01')));
  const invoices = await invoicesOf(subscriberId);
  expect(invoices.map(({ state }) => state.total)).toEqual([3_373, 3_373, 3_373]);
  expect(new Set(invoices.map(({ state }) => state.taxQuoteId)).size).toBe(3);
});

describe('without a quote', () => {
  it('a run lists who waits, with the reason, bills everybody else, and the next run catches up', async () => {
    const day = '2028-03-01';
    const own = await subscribe(shop, {
      billing: { model: 'pro-rata', taxes: [{ name: 'VAT', rate: '10' }] },
    });
    await activate(shop, own, at('2028-02-01'));
    await bill(own, '2028-02-01');
    const { subscriberId } = await active('2028-02-01');
    await bill(subscriberId, '2028-02-01');

    const runOf = async (answered: TaxServicePeer['instead']) => {
      peer.instead = answered;
      const runId = test.ports.ids.next('run');
      const wish = { runId, on: day, dryRun: false, previewId: null, whatIf: false };
      const run = begun(await beginRun(test.ports, wish, at(day)));
      const { batches } = await listDue(test.ports, { run, cursor: null, page: 0 });
      for (const batch of batches) await billBatch(test.ports, { run, ...batch }, at(day));
      await endRun(test.ports, runId, undefined, at(day));
      return must(await readBillingRun(test.ports, runId));
    };
    const waiting = await runOf((answer) => answer.writeHead(500).end());
    expect(showBillingRun(waiting.run).failures).toContainEqual({
      subscriberId,
      code: 'tax-service.not-answering',
      message: expect.stringContaining('status 500'),
    });
    expect(waiting.invoices.map((invoice) => invoice.subscriberId)).toContain(own);
    expect(await invoicesOf(subscriberId)).toHaveLength(1);

    const unfit = await runOf((answer) => answer.writeHead(200).end('{"lines":[]}'));
    expect(showBillingRun(unfit.run).failures).toContainEqual({
      subscriberId,
      code: 'tax-service.answer-unfit',
      message: expect.stringContaining('it says nothing of the line'),
    });
    const caughtUp = await runOf(undefined);
    expect(caughtUp.invoices.map((invoice) => invoice.subscriberId)).toContain(subscriberId);
    expect(await invoicesOf(subscriberId)).toHaveLength(2);
  });

  it('a new service’s account is due from its day on, and no invoice by hand is issued', async () => {
    const { subscriberId, serviceId } = await active('2028-05-10');
    peer.instead = (answer) => answer.writeHead(500).end();
    const activated = (await test.ports.store.history('service', serviceId)).find(
      ({ type }) => type === 'service.activated',
    );
    if (activated === undefined) throw new Error('the service is not active');
    await billOnEvent(test.ports, activated, at('2028-05-10'));
    const account = await test.ports.store.load(billingAccountAggregate, accountIdOf(subscriberId));
    expect(account?.state).toMatchObject({ nextBillingOn: '2028-05-10' });
    const draft = await call('POST', '/draft-invoices', {
      body: { subscriberId, lines: [{ item: 'Cable', amount: { amount: '10.00', currency: 'USD' } }] },
    });
    const refused = await call('POST', `/draft-invoices/${draft.body.id}/issue`);
    expect(refused).toMatchObject({ status: 504, body: { code: 'tax-service.not-answering' } });
    expect(await invoicesOf(subscriberId)).toEqual([]);
    peer.instead = undefined;
    expect((await bill(subscriberId, '2028-05-11')).state.lines[0]?.from).toBe('2028-05-10');
  });
});

it('removed, the rules decide again, and nobody is told', async () => {
  expect((await call('DELETE', path)).body).toEqual({ refused: expect.any(Array) });
  expect((await call('DELETE', path)).status).toBe(409);
  const calls = peer.calls.length;
  const { subscriberId } = await active('2028-06-01');
  expect((await bill(subscriberId, '2028-06-01')).state.lines).toHaveLength(1);
  await report();
  expect(peer.calls).toHaveLength(calls);
});
