import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTable } from '../../../functions/adapters/dynamo/table.ts';
import { stateKey } from '../../../functions/adapters/dynamo/table-keys.ts';
import { definitions } from '../../../functions/contracts/figures.ts';
import { concerns } from '../../../functions/contracts/http/overview.ts';
import { accountIdOf } from '../../../functions/domain/billing/account.ts';
import { routes } from '../../../functions/handlers/api/routes.ts';
import { billSubscriber } from '../../../functions/use-cases/bill-subscriber.ts';
import { countFigures } from '../../../functions/use-cases/count-figures.ts';
import { failOrder } from '../../../functions/use-cases/fail-order.ts';
import { holdDunning } from '../../../functions/use-cases/hold-dunning.ts';
import { openTicket } from '../../../functions/use-cases/open-ticket.ts';
import { orderService } from '../../../functions/use-cases/order-service.ts';
import { prepareOrder } from '../../../functions/use-cases/prepare-order.ts';
import { admin, type Call, makeApi } from '../../api.ts';
import { contextAt, makePorts, type TestPorts } from '../../ports.ts';
import { relayed } from '../../relayed.ts';
import { activate, must, openShop, type Shop, subscribe } from '../../use-cases/paying-subscriber.ts';

let test: TestPorts;
let shop: Shop;
let call: Call;
const subscribers: string[] = [];
const services: string[] = [];
const asOf = '2026-02-20T12:00:00.000Z';
const usd = (amount: string) => ({ amount, currency: 'USD' });

beforeAll(async () => {
  test = await makePorts();
  shop = await openShop(test.ports);
  call = makeApi(routes, test.ports);
  for (let i = 0; i < 3; i++) {
    const subscriberId = await subscribe(shop, { billing: { model: 'cycle' } });
    subscribers.push(subscriberId);
    const context = contextAt('2026-01-16T12:00:00.000Z');
    services.push(await activate(shop, subscriberId, context));
    must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-16' }, context));
  }
  const hold = { subscriberId: subscribers[0]!, until: '2026-03-01', reason: 'on holiday' };
  must(await holdDunning(test.ports, hold, contextAt('2026-02-01T12:00:00.000Z')));
});
afterAll(() => test.stop());

const count = async () => {
  let cursor: string | null = null;
  const failures: unknown[] = [];
  do {
    const page: Awaited<ReturnType<typeof countFigures>> = await countFigures(test.ports, { asOf, cursor });
    failures.push(...page.failures);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return failures;
};

describe('the figures', () => {
  it('are none before they were reckoned, and say what they mean', async () => {
    const { status, body } = await call('GET', '/reports/figures');
    expect([status, body]).toEqual([200, { definitions }]);
  });

  it('are what the services are charged and the accounts owe, and the same however often they are reckoned', async () => {
    for (let time = 0; time < 2; time++) expect(await count()).toEqual([]);
    const { body } = await call('GET', '/reports/figures');
    expect(body.figures).toMatchObject({ asOf, services: 3, holds: 1, unreckoned: 0 });
    expect(body.figures?.months.slice(-2)).toEqual([
      { month: '2026-01', opening: 0, activations: 3, terminations: 0 },
      { month: '2026-02', opening: 3, activations: 0, terminations: 0, churnPercent: 0 },
    ]);
    const { months, ...currency } = body.figures!.currencies[0]!;
    expect(currency).toEqual({
      currency: 'USD',
      mrr: usd('93.00'),
      arpu: usd('31.00'),
      subscribers: 3,
      receivables: expect.objectContaining({ notDue: usd('0.00'), total: usd('93.00') }),
    });
    expect(months.at(-1)).toEqual({ month: '2026-02', mrr: usd('93.00') });
  });

  it('leave out whom nobody can reckon, and say so', async () => {
    const { client, tableName } = test.table;
    const key = stateKey('billing-account', accountIdOf(subscribers[2]!));
    await openTable(client, tableName).client.send(
      new PutCommand({ TableName: tableName, Item: { ...key, state: '{}', version: 1 } }),
    );
    expect(await count()).toEqual([{ id: subscribers[2], reason: expect.any(String) }]);
    const { body } = await call('GET', '/reports/figures');
    expect(body.figures).toMatchObject({ services: 2, unreckoned: 1 });
  });

  it('are reckoned anew on request, by who may write bills', async () => {
    const { status, body } = await call('POST', '/reports/figures');
    expect(status).toBe(202);
    expect(test.recorded.workflow.at(-1)).toMatchObject({
      call: 'start',
      args: ['sweep-services', expect.stringMatching(/^fig_/), { sweep: 'figures', asOf: body.asOf }],
    });
    const claims = { ...admin, 'cognito:groups': '[support]' };
    expect((await call('POST', '/reports/figures', { claims })).status).toBe(403);
    expect((await call('GET', '/reports/figures', { claims })).status).toBe(200);
  });
});

describe('the overview', () => {
  const of = async () => {
    const { status, body } = await call('GET', '/overview');
    expect(status).toBe(200);
    return body.items;
  };

  it('is empty when nothing needs a person', async () => {
    expect(await of()).toEqual([]);
  });

  it('counts what does, says what is counted, and names the place to look', async () => {
    test.recorded.deadLetters.push({
      messageId: 'm',
      consumer: 'send-notices',
      firstReceivedAt: asOf,
      attempts: 5,
      body: {},
    });
    const context = contextAt(new Date().toISOString());
    const serviceId = services[0]!;
    const ordered = must(
      await orderService(test.ports, serviceId, { kind: 'suspend', reason: 'requested' }, context),
    );
    if (!('orderId' in ordered)) throw new Error('the order waits');
    const { orderId } = ordered;
    const execution = { orderId, serviceId };
    await prepareOrder(test.ports, execution, context);
    await failOrder(
      test.ports,
      { step: 'fail', ...execution, error: 'Edge.Refused', cause: 'no', compensated: true },
      context,
    );
    const { id: ticketId } = must(
      await openTicket(
        test.ports,
        subscribers[1]!,
        { topic: 'fault', subject: 'Slow', text: 'Since noon.' },
        context,
      ),
    );
    expect(await of()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ concern: 'unanswered-tickets', count: 1, path: '/tickets?state=waiting' }),
        {
          concern: 'failed-orders',
          count: 1,
          isMore: false,
          meaning: concerns['failed-orders'],
          path: '/orders?unresolved=true',
        },
        expect.objectContaining({ concern: 'dead-letters', count: 1, path: '/dead-letters' }),
      ]),
    );
    const reply = await call('POST', `/tickets/${ticketId}/replies`, { body: { text: 'We look at it.' } });
    expect(reply.status).toBe(201);
    expect((await of()).map(({ concern }) => concern)).not.toContain('unanswered-tickets');
    const { body } = await call('GET', '/orders?unresolved=true');
    expect(body.items).toMatchObject([{ id: orderId, state: 'failed' }]);
    must(await orderService(test.ports, serviceId, { kind: 'suspend', reason: 'requested' }, context));
    expect((await call('GET', '/orders?unresolved=true')).body.items).toEqual([]);
    expect((await of()).map(({ concern }) => concern)).not.toContain('failed-orders');
  });
});

describe('the audit log', () => {
  it('says who did what, newest first and page by page, and leaves out what the platform did by itself', async () => {
    const put = async (name: string) =>
      (await call('POST', '/sites', { body: { name, timeZone: 'UTC' } })).body.id as string;
    const ids = [await put('One'), await put('Two')];
    await relayed(test);
    const first = await call('GET', '/audit-log?by=staff&types=site.created&limit=1');
    expect(first.status).toBe(200);
    expect(first.body.items).toMatchObject([
      { type: 'site.created', aggregateId: ids[1], actor: { kind: 'staff', id: 'admin' } },
    ]);
    const next = await call(
      'GET',
      `/audit-log?by=staff&types=site.created&limit=1&before=${first.body.nextBefore}`,
    );
    expect(next.body.items).toMatchObject([{ aggregateId: ids[0] }]);
    const all = await call('GET', '/audit-log?limit=200');
    expect(all.body.items.length).toBeGreaterThanOrEqual(2);
    for (const { actor } of all.body.items) expect(['staff', 'machine']).toContain(actor.kind);
    expect((await call('GET', '/audit-log?actorId=nobody')).body).toEqual({ items: [] });
    expect((await call('GET', '/audit-log?by=nobody')).status).toBe(400);
  });
});
