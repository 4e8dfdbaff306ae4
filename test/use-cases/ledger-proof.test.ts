import { describe, expect, it } from 'vitest';
import { alarmAggregate } from '../../functions/domain/alarm/alarm.ts';
import { accountIdOf } from '../../functions/domain/billing/account.ts';
import { paymentAggregate } from '../../functions/domain/payment/payment.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import { beginProof } from '../../functions/use-cases/ledger-proof.ts';
import { matchPayment } from '../../functions/use-cases/match-payment.ts';
import {
  readRevenueAssurance,
  showProofDifference,
  showRevenueAssurance,
} from '../../functions/use-cases/read-ledger-proofs.ts';
import { recordPayment } from '../../functions/use-cases/record-payment.ts';
import { takePaymentNotice } from '../../functions/use-cases/take-payment-notice.ts';
import {
  at,
  damaged,
  findings,
  type Item,
  oneOf,
  proof,
  provenBooks,
  services,
  shop,
  subscribers,
  test,
  usd,
  write,
} from './ledger-proof-case.ts';
import { must, terminate } from './paying-subscriber.ts';

provenBooks();

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

  it('looks once at each to whom something happened, however often', async () => {
    await proof({ scheduledAt: '2026-02-11T04:40:00Z' }, at('2026-02-11'));
    for (const subscriberId of [subscribers[0]!, subscribers[1]!, subscribers[0]!]) {
      const payment = { subscriberId, money: usd(100), method: 'cash' } as const;
      must(await recordPayment(test.ports, payment, at('2026-02-11')));
    }
    const { feed } = test.ports;
    const read: typeof feed.read = (wish) => feed.read({ ...wish, limit: 2 });
    const wednesday = { scheduledAt: '2026-02-12T04:40:00Z' };
    const { view } = await proof(wednesday, at('2026-02-12'), { ...test.ports, feed: { ...feed, read } });
    expect(view).toMatchObject({ scope: 'changed', subscribers: 2, differences: 0 });
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
