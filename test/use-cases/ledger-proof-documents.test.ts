import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { accountIdOf } from '../../functions/domain/billing/account.ts';
import { paymentAggregate } from '../../functions/domain/payment/payment.ts';
import { subscriberAggregate } from '../../functions/domain/subscriber/subscriber.ts';
import {
  exportRevenueAssurance,
  readRevenueAssurance,
  showRevenueAssurance,
} from '../../functions/use-cases/read-ledger-proofs.ts';
import {
  damaged,
  findings,
  type Item,
  invoicesOf,
  oneOf,
  proof,
  provenBooks,
  read,
  remove,
  services,
  subscribers,
  table,
  test,
  write,
} from './ledger-proof-case.ts';
import { must } from './paying-subscriber.ts';

provenBooks();

describe('the proof of the ledger', () => {
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
});

async function activationOf(serviceId: string): Promise<string> {
  const event = await oneOf(`service#${serviceId}`, ({ type }) => type === 'service.activated');
  return String(event['sk']);
}
