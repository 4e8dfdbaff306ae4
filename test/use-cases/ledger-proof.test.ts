import { DeleteCommand, DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProofDifference, ProofExecution } from '../../functions/contracts/ledger-proof.ts';
import { alarmAggregate } from '../../functions/domain/alarm/alarm.ts';
import { accountIdOf } from '../../functions/domain/billing/account.ts';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { paymentAggregate } from '../../functions/domain/payment/payment.ts';
import { subscriberAggregate } from '../../functions/domain/subscriber/subscriber.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { createCreditNote } from '../../functions/use-cases/create-credit-note.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import { grantCredit } from '../../functions/use-cases/grant-credit.ts';
import {
  beginProof,
  checkBatch,
  concludeProof,
  countDocuments,
  listSubjects,
  startLedgerProof,
} from '../../functions/use-cases/ledger-proof.ts';
import { matchPayment } from '../../functions/use-cases/match-payment.ts';
import {
  exportRevenueAssurance,
  listProofDifferences,
  readLedgerProof,
  readRevenueAssurance,
  showLedgerProof,
  showProofDifference,
  showRevenueAssurance,
} from '../../functions/use-cases/read-ledger-proofs.ts';
import { recordPayment } from '../../functions/use-cases/record-payment.ts';
import { refundPayment } from '../../functions/use-cases/refund-payment.ts';
import { takePaymentNotice } from '../../functions/use-cases/take-payment-notice.ts';
import { voidInvoice } from '../../functions/use-cases/void-invoice.ts';
import { writeOffInvoice } from '../../functions/use-cases/write-off-invoice.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { relayed } from '../relayed.ts';
import { activate, must, openShop, type Shop, subscribe, terminate } from './paying-subscriber.ts';

type Item = Record<string, unknown>;

let test: TestPorts;
let shop: Shop;
let table: DynamoDBDocumentClient;
const subscribers: string[] = [];
const services: string[] = [];
const at = (day: string) => contextAt(`${day}T12:00:00.000Z`);
const usd = (minor: number) => ({ minor, currency: 'USD' });
const invoicesOf = (owner: string) => everyOne(test.ports.store, invoiceAggregate, { by: 'owner', owner });

beforeAll(async () => {
  test = await makePorts();
  table = DynamoDBDocumentClient.from(test.table.client);
  shop = await openShop(test.ports);
  for (let i = 0; i < 3; i++) await live();
});
afterAll(() => test.stop());

/** Two months with everything that moves money. */
async function live(): Promise<void> {
  const { ports } = test;
  const subscriberId = await subscribe(shop, {
    billing: { model: 'pro-rata', cycleDay: 1, taxes: [{ name: 'VAT', rate: '10' }] },
  });
  const serviceId = await activate(shop, subscriberId, at('2026-01-10'));
  subscribers.push(subscriberId);
  services.push(serviceId);
  const bill = (on: string) => billSubscriber(ports, { subscriberId, on }, at(on));
  must(await bill('2026-01-10'));
  const [first] = await invoicesOf(subscriberId);
  const invoiceId = first?.id ?? '';
  const paid = must(
    await recordPayment(ports, { subscriberId, money: usd(1_500), method: 'cash' }, at('2026-01-12')),
  );
  must(await refundPayment(ports, paid.id, { amount: usd(200) }, at('2026-01-13')));
  const lineId = first?.state.lines[0]?.lineId ?? '';
  must(
    await createCreditNote(ports, { invoiceId, lineId, amount: usd(-100), reason: 'late' }, at('2026-01-14')),
  );
  must(await grantCredit(ports, subscriberId, { amount: usd(300), reason: 'sorry' }, at('2026-01-15')));
  must(await bill('2026-02-01'));
  const second = (await invoicesOf(subscriberId)).at(-1);
  must(await voidInvoice(ports, second?.id ?? '', { reason: 'wrong' }, at('2026-02-02')));
  must(await bill('2026-02-02'));
  const third = (await invoicesOf(subscriberId)).at(-1);
  must(await writeOffInvoice(ports, third?.id ?? '', { amount: usd(500), reason: 'lost' }, at('2026-02-03')));
}

/** A proof as its state machine makes it. */
async function proof(execution?: ProofExecution, on = at('2026-02-10')) {
  await relayed(test);
  const wished = execution ?? { proofId: must(await startLedgerProof(test.ports, on)).id };
  const { proofId } = await beginProof(test.ports, wished, on);
  let cursor: string | null = null;
  for (let page = 0; page === 0 || cursor !== null; page++) {
    ({ nextCursor: cursor } = await countDocuments(test.ports, { proofId, cursor, page }, on));
  }
  for (const pass of ['first', 'again'] as const) {
    let next: string | null = null;
    for (let page = 0; page === 0 || next !== null; page++) {
      const { batches, nextCursor } = await listSubjects(test.ports, { proofId, pass, cursor: next, page });
      for (const batch of batches) {
        await checkBatch(test.ports, { proofId, pass, ...batch }, on);
        await checkBatch(test.ports, { proofId, pass, ...batch }, on);
      }
      next = nextCursor;
    }
  }
  await concludeProof(test.ports, proofId, on);
  const stored = must(await readLedgerProof(test.ports, proofId));
  const { items } = must(await listProofDifferences(test.ports, proofId, { limit: 200 }));
  return { view: showLedgerProof(stored), items };
}

const findings = (items: readonly ProofDifference[]) =>
  [...new Set(items.map(({ finding }) => finding))].toSorted();

/** Changes an item behind the back of everything that writes it, looks, and puts it back. */
async function damaged(
  type: string,
  id: string,
  spoil: (state: Item) => void,
  look: (found: Awaited<ReturnType<typeof proof>>) => void | Promise<void>,
): Promise<void> {
  const key = { pk: `${type}#${id}`, sk: 'STATE' };
  const item = await read(key);
  const worse = structuredClone(item);
  const state = JSON.parse(String(worse['state'])) as Item;
  spoil(state);
  await write({ ...worse, state: JSON.stringify(state) });
  await look(await proof());
  await write(item);
  expect((await proof()).items).toEqual([]);
}

async function read(key: { pk: string; sk: string }): Promise<Item> {
  const { Items = [] } = await table.send(
    new QueryCommand({
      TableName: test.table.tableName,
      KeyConditionExpression: 'pk = :pk AND sk = :sk',
      ExpressionAttributeValues: { ':pk': key.pk, ':sk': key.sk },
    }),
  );
  if (Items[0] === undefined) throw new Error(`there is no ${key.pk} ${key.sk}`);
  return Items[0];
}

const write = (item: Item) => table.send(new PutCommand({ TableName: test.table.tableName, Item: item }));
const remove = (item: Item) =>
  table.send(new DeleteCommand({ TableName: test.table.tableName, Key: { pk: item['pk'], sk: item['sk'] } }));
const raisedAlarm = async () =>
  (await everyOne(test.ports.store, alarmAggregate, { by: 'type' })).filter(
    ({ state }) => state.kind === 'ledger-proof' && state.clearedAt === undefined,
  );

describe('the proof of the ledger', () => {
  it('is empty where nobody reached behind the platform, and counts a repeat once', async () => {
    const { view, items } = await proof();
    expect(items).toEqual([]);
    expect(view).toMatchObject({ state: 'completed', scope: 'everybody', subscribers: 3, differences: 0 });
    expect(await raisedAlarm()).toEqual([]);
    expect(showRevenueAssurance(must(await readRevenueAssurance(test.ports)))).toMatchObject({
      proof: { id: view.id },
      counts: {},
      items: [],
    });
  });

  it('names an account that was changed behind its events, and raises an alarm that the next one clears', async () => {
    const [subscriberId = ''] = subscribers;
    await damaged(
      'billing-account',
      accountIdOf(subscriberId),
      (account) => {
        account['credit'] = Number(account['credit']) + 700;
      },
      async ({ items, view }) => {
        expect(findings(items)).toEqual(['account-differs-from-history', 'account-differs-from-ledger']);
        expect(items.map(showProofDifference)).toContainEqual(
          expect.objectContaining({
            subscriberId,
            expected: expect.objectContaining({ amount: '0.00' }),
            found: { amount: '7.00', currency: 'USD' },
          }),
        );
        const [alarm] = await raisedAlarm();
        expect(alarm?.state.words).toContain(`/ledger/proofs/${view.id}`);
      },
    );
    expect(await raisedAlarm()).toEqual([]);
  });

  it('names documents whose lines, settlement or postings are others', async () => {
    const [, subscriberId = ''] = subscribers;
    const [first] = await invoicesOf(subscriberId);
    const invoiceId = first?.id ?? '';
    await damaged(
      'invoice',
      invoiceId,
      (invoice) => {
        (invoice['lines'] as Item[])[0]!['minor'] = 1;
      },
      ({ items }) => {
        expect(items).toMatchObject([
          { finding: 'document-differs-from-lines', subscriberId, invoiceId, number: first?.state.number },
        ]);
      },
    );
    await damaged(
      'invoice',
      invoiceId,
      (invoice) => {
        invoice['due'] = Number(invoice['due']) + 50;
      },
      ({ items }) => {
        expect(findings(items)).toEqual([
          'account-differs-from-documents',
          'document-differs-from-settlement',
        ]);
      },
    );
    const { Items: postings = [] } = await table.send(
      new QueryCommand({
        TableName: test.table.tableName,
        KeyConditionExpression: 'pk = :pk',
        FilterExpression: 'invoiceId = :id',
        ExpressionAttributeValues: { ':pk': 'JOURNAL#2026-01', ':id': invoiceId },
      }),
    );
    const posting = postings.find(({ account }) => String(account).startsWith('revenue'));
    if (posting === undefined) throw new Error('the invoice has no posting');
    await remove(posting);
    expect((await proof()).items).toMatchObject([{ finding: 'document-differs-from-ledger', invoiceId }]);
    await write(posting);
    expect((await proof()).items).toEqual([]);
  });

  it('names a payment that settled something else than it says', async () => {
    const { items: payments } = await test.ports.store.list(paymentAggregate, { by: 'type' }, { limit: 1 });
    const paymentId = payments[0]?.id ?? '';
    await damaged(
      'payment',
      paymentId,
      (payment) => {
        (payment['allocations'] as Item[])[0]!['minor'] = 1;
      },
      ({ items }) => {
        expect(findings(items)).toEqual(['payment-differs-from-allocations']);
        expect(items[0]).toMatchObject({ paymentId });
      },
    );
  });

  it('names a document that is gone, its number, and the charge that it leaves', async () => {
    const [, , subscriberId = ''] = subscribers;
    const last = (await invoicesOf(subscriberId)).at(-1);
    const item = await read({ pk: `invoice#${last?.id ?? ''}`, sk: 'STATE' });
    await remove(item);
    const { items } = await proof();
    expect(findings(items)).toEqual([
      'account-differs-from-documents',
      'charge-without-document',
      'number-missing',
    ]);
    expect(items.find(({ finding }) => finding === 'number-missing')?.words).toContain(
      `number ${last?.state.numbered?.number} `,
    );
    await write(item);
    await damaged(
      'invoice',
      last?.id ?? '',
      (invoice) => {
        invoice['numbered'] = { series: 'invoice', number: 1 };
      },
      ({ items: found }) => {
        expect(findings(found)).toEqual(['number-missing', 'number-twice']);
      },
    );
  });

  it('names what is active and not charged, and what is charged and not active', async () => {
    const [subscriberId = '', second = ''] = subscribers;
    const [serviceId = '', other = ''] = services;
    const forget = (account: Item) => {
      const slot = (account['ledger'] as Record<string, Record<string, { lines: Item[] }>>)[serviceId]?.[
        'plan'
      ];
      slot?.lines.pop();
    };
    await damaged('billing-account', accountIdOf(subscriberId), forget, async ({ items }) => {
      expect(findings(items)).toEqual([
        'account-differs-from-history',
        'active-not-charged',
        'document-without-charge',
      ]);
      expect(items.find(({ finding }) => finding === 'active-not-charged')).toMatchObject({
        subscriberId,
        serviceId,
        from: '2026-02-01',
        to: '2026-03-01',
        expected: 3_100,
      });
      const report = must(await readRevenueAssurance(test.ports));
      expect(showRevenueAssurance(report).counts).toEqual({
        'active-not-charged': 1,
        'document-without-charge': 1,
      });
      const csv = new TextDecoder().decode(must(await exportRevenueAssurance(test.ports)).bytes);
      const { state } = (await test.ports.store.load(subscriberAggregate, subscriberId))!;
      const whose = `${state.number},${state.details.name}`;
      expect(csv).toContain(`active-not-charged,${subscriberId},${whose},${serviceId},`);
    });
    // The network is said to have proven the service ten days later than it did.
    const event = await read({ pk: `service#${other}`, sk: await activationOf(other) });
    const later = structuredClone(event);
    const data = JSON.parse(String(event['data'])) as Item;
    later['data'] = JSON.stringify({ ...data, provenAt: '2026-01-20T12:00:00.000Z' });
    await write(later);
    const { items } = await proof();
    expect(items.filter(({ finding }) => finding === 'charged-not-active')).toMatchObject([
      { subscriberId: second, serviceId: other, from: '2026-01-10', to: '2026-02-01' },
    ]);
    expect(items.filter(({ finding }) => finding === 'active-not-charged')).toMatchObject([
      { subscriberId: second, serviceId: other, from: '2026-01-20', to: '2026-02-01' },
    ]);
    await write(event);
    expect((await proof()).items).toEqual([]);
  });

  it('names a ledger that does not balance, and payments for nobody that it does not know', async () => {
    const total = await oneOf('LEDGER', ({ sk }) => String(sk).endsWith('#goodwill'));
    await write({ ...total, debit: Number(total['debit']) + 9 });
    expect((await proof()).items).toMatchObject([
      { finding: 'ledger-unbalanced', words: expect.stringContaining('on goodwill') },
      { finding: 'ledger-unbalanced', found: 9 },
    ]);
    await write(total);
    const notice = { noticeId: 'n', providerPaymentId: 'pi-lost', occurredAt: '2026-02-05T10:00:00.000Z' };
    await takePaymentNotice(
      test.ports,
      'stripe',
      { ...notice, kind: 'succeeded', money: usd(5_000), reference: {} },
      at('2026-02-05'),
    );
    expect((await proof()).items).toEqual([]);
    // What is left of it is nobody's still.
    await takePaymentNotice(
      test.ports,
      'stripe',
      { ...notice, kind: 'refunded', money: usd(1_000), reference: {} },
      at('2026-02-05'),
    );
    expect((await proof()).items).toEqual([]);
    // A refund of a payment from before this house's books, and whose it was.
    await takePaymentNotice(
      test.ports,
      'stripe',
      { ...notice, providerPaymentId: 'pi-old', kind: 'refunded', money: usd(700), reference: {} },
      at('2026-02-05'),
    );
    expect((await proof()).items).toEqual([]);
    const old = (await test.ports.store.holder({ kind: 'payment', value: 'stripe:pi-old' })) ?? '';
    must(await matchPayment(test.ports, old, { subscriberId: subscribers[0]! }, at('2026-02-05')));
    expect((await proof()).items).toEqual([]);
    const unmatched = await test.ports.store.list(
      paymentAggregate,
      { by: 'due', dueOnOrBefore: '9999-12-31' },
      { limit: 1 },
    );
    await damaged(
      'payment',
      unmatched.items[0]?.id ?? '',
      (payment) => {
        (payment['money'] as Item)['minor'] = 4_000;
      },
      ({ items }) => {
        expect(items).toMatchObject([
          { finding: 'unmatched-differs-from-ledger', expected: 4_000, found: 3_000 },
        ]);
      },
    );
  });

  it('of the schedule is once a week for everybody, on other days for whom something happened', async () => {
    // 15 February 2026 is a Sunday.
    const sunday = await proof({ scheduledAt: '2026-02-15T04:40:00Z' }, at('2026-02-15'));
    expect(sunday.view).toMatchObject({ scope: 'everybody', startedBy: 'schedule', differences: 0 });
    const [subscriberId = ''] = subscribers;
    must(
      await recordPayment(test.ports, { subscriberId, money: usd(100), method: 'cash' }, at('2026-02-16')),
    );
    const monday = await proof({ scheduledAt: '2026-02-16T04:40:00Z' }, at('2026-02-16'));
    expect(monday.view).toMatchObject({ scope: 'changed', subscribers: 1, differences: 0 });
    const again = await beginProof(test.ports, { scheduledAt: '2026-02-16T04:40:00Z' }, at('2026-02-16'));
    expect(again.proofId).toBe(monday.view.id);
    const [, endedId = ''] = services;
    await terminate(shop, endedId, at('2026-02-17'));
    await test.ports.sessions.record({
      siteId: shop.siteId,
      epoch: 'e1',
      records: [
        {
          sequence: 1,
          kind: 'start',
          serviceId: endedId,
          username: 'user',
          sessionId: 's1',
          receivedAt: '2026-02-17T11:00:00.000Z',
          sessionSeconds: 0,
          uploadOctets: 0,
          downloadOctets: 0,
        },
      ],
    });
    // Its credit was never given: the consumer that bills an end is not there in this test.
    const tuesday = await proof({ scheduledAt: '2026-02-17T04:40:00Z' }, at('2026-02-17'));
    expect(tuesday.view.subscribers).toBe(1);
    expect(tuesday.items).toMatchObject([
      { finding: 'charged-not-active', subscriberId: subscribers[1], from: '2026-02-17', to: '2026-03-01' },
      { finding: 'session-of-inactive-service', serviceId: endedId },
    ]);
    // Nobody was billed in March: after two days that is a difference.
    const late = await proof(undefined, at('2026-03-04'));
    expect(late.items.filter(({ finding }) => finding === 'billing-overdue').map(({ from }) => from)).toEqual(
      ['2026-03-01', '2026-03-01', '2026-03-01'],
    );
  });
});

async function activationOf(serviceId: string): Promise<string> {
  const event = await oneOf(`service#${serviceId}`, ({ type }) => type === 'service.activated');
  return String(event['sk']);
}

async function oneOf(pk: string, is: (item: Item) => boolean): Promise<Item> {
  const { Items = [] } = await table.send(
    new QueryCommand({
      TableName: test.table.tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
    }),
  );
  const found = Items.find(is);
  if (found === undefined) throw new Error(`nothing like that under ${pk}`);
  return found;
}
