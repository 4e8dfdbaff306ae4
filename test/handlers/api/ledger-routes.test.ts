import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../../functions/handlers/api/routes.ts';
import { routes as fileRoutes } from '../../../functions/handlers/documents/routes.ts';
import { billSubscriber } from '../../../functions/use-cases/bill-subscriber.ts';
import { postLedger } from '../../../functions/use-cases/post-ledger.ts';
import { recordPayment } from '../../../functions/use-cases/record-payment.ts';
import { type Call, type File, makeApi, makeDocuments } from '../../api.ts';
import { contextAt, makePorts, type TestPorts } from '../../ports.ts';
import { relayed } from '../../relayed.ts';
import { activate, must, openShop, subscribe } from '../../use-cases/paying-subscriber.ts';

let test: TestPorts;
let call: Call;
let get: (path: string) => Promise<File>;
let subscriberId: string;
beforeAll(async () => {
  test = await makePorts();
  const shop = await openShop(test.ports);
  call = makeApi(routes, test.ports);
  get = makeDocuments(fileRoutes, test.ports);
  subscriberId = await subscribe(shop, {
    billing: { model: 'cycle', taxes: [{ name: '=VAT', rate: '10' }] },
  });
  const context = contextAt('2026-01-16T12:00:00.000Z');
  await activate(shop, subscriberId, context);
  must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-16' }, context));
  must(
    await recordPayment(
      test.ports,
      { subscriberId, money: { minor: 4_000, currency: 'USD' }, method: 'cash' },
      contextAt('2026-02-01T12:00:00.000Z'),
    ),
  );
  await postLedger(test.ports, await relayed(test));
});
afterAll(() => test.stop());

const usd = (amount: string) => ({ amount, currency: 'USD' });

describe('the ledger', () => {
  it('answers a trial balance whose sides are equal', async () => {
    const { status, body } = await call('GET', '/ledger/accounts?from=2026-02-01&to=2026-02-28');
    expect(status).toBe(200);
    const { currency, accounts, debit, credit } = body.currencies[0]!;
    expect([currency, debit, credit]).toEqual(['USD', usd('80.00'), usd('80.00')]);
    const of = (name: string) => accounts.find(({ account }) => account === name);
    expect(of('receivable')).toMatchObject({
      class: 'asset',
      opening: usd('34.10'),
      debit: usd('0.00'),
      credit: usd('34.10'),
      closing: usd('0.00'),
    });
    expect(of('customer-credit')).toMatchObject({ class: 'liability', closing: usd('-5.90') });
    expect(of('cash:cash')).toMatchObject({ opening: usd('0.00'), closing: usd('40.00') });
    expect(of('revenue:A')).toMatchObject({ opening: usd('-31.00'), closing: usd('-31.00') });
  });

  it('answers the journal, filtered and paged, and refuses what is not one', async () => {
    const period = 'from=2026-01-01&to=2026-12-31';
    const all = (await call('GET', `/ledger/entries?${period}`)).body.items;
    expect(all.map(({ kind, account }) => `${kind} ${account}`)).toEqual([
      'invoice receivable',
      'invoice revenue:A',
      'invoice tax:=VAT 10',
      'payment cash:cash',
      'payment unallocated',
      'allocation unallocated',
      'allocation receivable',
      'allocation customer-credit',
    ]);
    expect(all[0]).toMatchObject({ on: '2026-01-16', debit: usd('34.10'), subscriberId });
    const first = (await call('GET', `/ledger/entries?${period}&limit=5`)).body;
    const next = `cursor=${encodeURIComponent(first.nextCursor!)}`;
    const rest = (await call('GET', `/ledger/entries?${period}&limit=5&${next}`)).body;
    expect([...first.items, ...rest.items]).toEqual(all);
    expect(rest.nextCursor).toBeUndefined();
    const taxed = await call('GET', `/ledger/entries?${period}&account=${encodeURIComponent('tax:=VAT 10')}`);
    expect(taxed.body.items).toMatchObject([{ credit: usd('3.10'), kind: 'invoice' }]);
    for (const bad of [
      'from=2026-02-01&to=2026-01-01',
      'from=2000-01-01&to=2026-01-01',
      'cursor=2026-01-01',
    ]) {
      expect(await call('GET', `/ledger/entries?${bad}`)).toMatchObject({ status: 400 });
    }
  });

  it('shows what is deferred by month', async () => {
    const { body } = await call('GET', '/reports/deferred-revenue?from=2026-01&to=2026-02');
    expect(body.currencies).toEqual([
      {
        currency: 'USD',
        months: [
          {
            month: '2026-01',
            invoiced: usd('31.00'),
            earned: usd('16.00'),
            deferred: usd('15.00'),
            accrued: usd('0.00'),
          },
          {
            month: '2026-02',
            invoiced: usd('0.00'),
            earned: usd('15.00'),
            deferred: usd('0.00'),
            accrued: usd('0.00'),
          },
        ],
      },
    ]);
  });

  it('is handed out as CSV that no spreadsheet takes for a formula, and leads on', async () => {
    const path = '/ledger/entries/csv?from=2026-01-01&to=2026-12-31';
    const whole = await get(path);
    expect(whole.headers).toMatchObject({ 'content-type': 'text/csv' });
    const rows = whole.bytes.toString().trim().split('\r\n');
    expect(rows).toHaveLength(9);
    const [heading, ...lines] = rows;
    expect(heading).toMatch(/^on,at,entry,kind,account,subscriber,account number,name,/);
    const { name, number } = (await call('GET', `/subscribers/${subscriberId}`)).body;
    expect(lines[0]).toContain(`,${subscriberId},${number},${name},`);
    const first = await get(`${path}&limit=3`);
    const link = /^<\?(.+)>; rel="next"$/.exec(first.headers['link'] ?? '')?.[1];
    const rest = await get(`/ledger/entries/csv?${link}`);
    const more = await get(`/ledger/entries/csv?${/<\?(.+)>/.exec(rest.headers['link'] ?? '')?.[1]}`);
    expect(more.headers['link']).toBeUndefined();
    expect(
      [first, rest, more].flatMap(({ bytes }) => bytes.toString().trim().split('\r\n').slice(1)),
    ).toEqual(lines);
    const balance = await get('/ledger/accounts/csv?from=2026-02-01&to=2026-02-28');
    expect(balance.bytes.toString()).toContain('USD,receivable,asset,34.10,0.00,34.10,0.00');
  });
});
