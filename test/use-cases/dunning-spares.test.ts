import { describe, expect, it } from 'vitest';
import { billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { dunningIdOf } from '../../functions/domain/dunning/dunning.ts';
import { dunningPolicyId } from '../../functions/domain/dunning/policy.ts';
import { agreePaymentPlan } from '../../functions/use-cases/agree-payment-plan.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { disputeInvoice, endInvoiceDispute } from '../../functions/use-cases/dispute-invoice.ts';
import { matchPayment } from '../../functions/use-cases/match-payment.ts';
import { overrideDunningStop } from '../../functions/use-cases/override-dunning-stop.ts';
import { promisePayment } from '../../functions/use-cases/promise-payment.ts';
import { listAlarms } from '../../functions/use-cases/read-alarms.ts';
import { previewDunning } from '../../functions/use-cases/read-dunning.ts';
import { setDunningPolicy } from '../../functions/use-cases/set-dunning-policy.ts';
import { takePaymentNotice } from '../../functions/use-cases/take-payment-notice.ts';
import { contextAt } from '../ports.ts';
import {
  accountId,
  aDebtor,
  astray,
  carryOut,
  dayAfter,
  dunning,
  hear,
  on,
  ordered,
  pay,
  reckonFrom,
  run,
  service,
  serviceId,
  setPolicy,
  subscriberId,
  sweepOn,
  test,
} from './debtor.ts';
import { must } from './paying-subscriber.ts';

aDebtor();

describe('money that nobody was found for', () => {
  const steps = [{ stepId: 'cut', kind: 'suspension', day: 5 }] as const;
  const outcomes = async (type: string) =>
    (await test.ports.store.history('dunning', dunningIdOf(subscriberId)))
      .filter((event) => event.type === type)
      .map(({ data }) => data['outcome']);
  const match = async (paymentId: string, day: number) => {
    must(await matchPayment(test.ports, paymentId, { subscriberId }, on(dayAfter(day))));
    await hear('billing-account', accountId(), dayAfter(day));
  };

  it('breaks no payment plan of which it may be an instalment', async () => {
    await setPolicy({ rules: [{ steps, plans: { mostInstalments: 4, firstWithinDays: 14 } }] });
    await run(5);
    await carryOut(dayAfter(5));
    const wish = { instalments: 3, firstOn: dayAfter(6), every: 'week' } as const;
    must(await agreePaymentPlan(test.ports, subscriberId, wish, on(dayAfter(6))));
    await carryOut(dayAfter(6));
    const { id } = must(await astray(1_034, dayAfter(6)));
    for (const day of [7, 8]) await run(day);
    await hear('service', serviceId, dayAfter(8));
    expect(await ordered()).toBeUndefined();
    await match(id, 9);
    await run(12);
    expect(await dunning()).toHaveProperty('plan');
    // What waits now is of no amount that they owe.
    must(await astray(55, dayAfter(13)));
    await run(14);
    expect(await outcomes('dunning.plan-ended')).toEqual(['broken']);
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
  });

  /** What was suspended is given back until the eighth day. */
  const servedOnAPromise = async () => {
    await setPolicy({ rules: [{ steps, promises: { mostDays: 10, restores: true } }] });
    await run(5);
    await carryOut(dayAfter(5));
    must(await promisePayment(test.ports, subscriberId, { until: dayAfter(8) }, on(dayAfter(6))));
    await carryOut(dayAfter(6));
  };

  it('breaks no promise that it may keep', async () => {
    await servedOnAPromise();
    const { id } = must(await astray(3_100, dayAfter(8)));
    for (const day of [9, 10]) await run(day);
    expect(await ordered()).toBeUndefined();
    expect(await service()).toMatchObject({ state: 'active' });
    await match(id, 11);
    expect(await outcomes('dunning.promise-ended')).toEqual(['kept']);
  });

  it('breaks no promise while there is so much of it that dunning is stopped, and lets it be broken afterwards', async () => {
    await servedOnAPromise();
    for (const minor of [7, 9]) must(await astray(minor, dayAfter(8)));
    await run(9);
    await hear('service', serviceId, dayAfter(9));
    expect(await ordered()).toBeUndefined();
    const until = `${dayAfter(11)}T00:00:00.000Z`;
    must(await overrideDunningStop(test.ports, { until, reason: 'Seen' }, on(dayAfter(10))));
    await run(10);
    expect(await outcomes('dunning.promise-ended')).toEqual(['broken']);
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
  });

  it('spares whoever owes that amount, and stops everything with an alarm when it becomes too much', async () => {
    await setPolicy();
    await run(2);
    must(await astray(3_100, dayAfter(4)));
    await run(5);
    expect(await ordered()).toBeUndefined();
    const alarms = async () =>
      must(await listAlarms(test.ports, { state: 'raised', limit: 50 })).items.map(({ state }) => state);
    // Money that went out is no money of somebody who paid.
    const refunded = { noticeId: 'n', kind: 'refunded', providerPaymentId: 'p-9', reference: {} } as const;
    const money = { minor: 50, currency: 'USD' };
    const occurredAt = `${dayAfter(4)}T12:00:00.000Z`;
    must(await takePaymentNotice(test.ports, 'generic', { ...refunded, money, occurredAt }, on(dayAfter(4))));
    await run(5);
    expect(await alarms()).toEqual([]);
    must(await astray(7, dayAfter(5)));
    for (const _ of [1, 2]) await run(6);
    expect(await alarms()).toMatchObject([
      { kind: 'dunning-stopped', severity: 'major', subject: { id: dunningPolicyId } },
    ]);
    expect(must(await previewDunning(test.ports, { limit: 50 }, on(dayAfter(6)))).stopped).toMatch(
      /2 payments/,
    );

    await setPolicy({ unmatchedLimit: 50 });
    await run(7);
    expect(await alarms()).toEqual([]);
  });
});

describe('an invoice that the subscriber says is wrong', () => {
  const firstOpen = async () =>
    (await test.ports.store.load(billingAccountAggregate, accountId()))!.state.openInvoices[0]!.invoiceId;
  const dispute = async (invoiceId: string, day: string) =>
    disputeInvoice(test.ports, subscriberId, { invoiceId, reason: 'Billed twice.' }, on(day));

  it('is left alone, gives back what was taken for it, and is dunned again when staff have looked', async () => {
    await setPolicy();
    for (const day of [2, 5]) await run(day);
    await carryOut(dayAfter(5));
    const invoiceId = await firstOpen();
    expect(must(await dispute(invoiceId, dayAfter(6)))).toMatchObject({
      disputed: [{ invoiceId, reason: 'Billed twice.', since: dayAfter(6) }],
    });
    expect(await ordered()).toMatchObject({ kind: 'resume' });
    await carryOut(dayAfter(6));
    for (const day of [7, 20]) await run(day);
    expect(await service()).toMatchObject({ state: 'active' });
    const { items } = must(
      await previewDunning(test.ports, { limit: 50, on: dayAfter(21) }, on(dayAfter(20))),
    );
    expect(items.map(({ next }) => next)).toEqual([{ spared: 'disputed' }]);
    const end = () => endInvoiceDispute(test.ports, subscriberId, invoiceId, on(dayAfter(22)));
    expect(must(await end())).not.toHaveProperty('disputed');
    expect(await end()).toMatchObject({ refusal: { code: 'dunning.invoice-not-disputed' } });
    // It is owed again: what a step had taken is taken once more, for the notice was given before.
    for (const day of [23, 24]) await run(day);
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
    expect((await dunning()).taken.map(({ stepId }) => stepId)).toEqual(['late', 'cut']);
  });

  it('keeps no other one from being dunned, and the dispute is over when it is paid', async () => {
    await setPolicy();
    const invoiceId = await firstOpen();
    must(await dispute(invoiceId, dayAfter(-1)));
    must(await billSubscriber(test.ports, { subscriberId, on: '2026-02-01' }, on('2026-02-01')));
    await hear('billing-account', accountId(), '2026-02-01');
    const [, second] = (await test.ports.store.load(billingAccountAggregate, accountId()))!.state
      .openInvoices;
    reckonFrom(second!.dueOn);
    await run(2);
    expect((await dunning()).taken).toMatchObject([{ invoiceId: second!.invoiceId, stepId: 'late' }]);
    await pay(3_100, dayAfter(3));
    expect(await dunning()).not.toHaveProperty('disputed');
    expect(await dispute(invoiceId, dayAfter(3))).toMatchObject({
      refusal: { code: 'dunning.invoice-not-open', pointer: '/invoiceId' },
    });
  });
});

describe('money of a subscriber that could not be counted', () => {
  it.each(['subscriberId', 'invoiceId'])('spares whom it names by %s, in whatever currency', async (by) => {
    await setPolicy();
    const { openInvoices = [] } =
      (await test.ports.store.load(billingAccountAggregate, accountId()))?.state ?? {};
    const reference = by === 'invoiceId' ? { invoiceId: openInvoices[0]?.invoiceId ?? '' } : { subscriberId };
    const notice = { noticeId: 'n', kind: 'succeeded', providerPaymentId: 'p-1', reference } as const;
    const money = { minor: 2_900, currency: 'EUR' };
    const occurredAt = `${dayAfter(1)}T12:00:00.000Z`;
    must(
      await takePaymentNotice(
        test.ports,
        'generic',
        { ...notice, money, occurredAt },
        contextAt(`${dayAfter(1)}T12:00:00.000Z`),
      ),
    );
    for (const day of [2, 5, 6]) await run(day);
    expect(await ordered()).toBeUndefined();
    expect((await dunning()).taken).toMatchObject([{ stepId: 'late' }]);
    const { items } = must(await previewDunning(test.ports, { limit: 50, on: dayAfter(7) }, on(dayAfter(6))));
    expect(items.map(({ next }) => next)).toEqual([{ spared: 'unmatched-payment' }]);
  });
});

describe('what dunning leaves alone', () => {
  const steps = [{ stepId: 'cut', kind: 'suspension', day: 5 }] as const;

  it('services of technologies that the rule excludes', async () => {
    await setPolicy({ rules: [{ steps, excludedTechnologies: ['pppoe'] }] });
    await run(5);
    expect(await ordered()).toBeUndefined();
    expect(await dunning()).toMatchObject({ taken: [{ stepId: 'cut' }], cut: [] });
  });

  it('everybody on a public holiday, until the day after', async () => {
    const refused = await setDunningPolicy(
      test.ports,
      { rules: [{ steps: [...steps] }], unmatchedLimit: 2, holidays: [{ country: 'DE', region: 'XX' }] },
      on('2026-01-01'),
    );
    expect(refused).toMatchObject({
      refusal: { code: 'dunning-policy.holidays-unknown', pointer: '/holidays/0' },
    });
    await setPolicy({ rules: [{ steps }], holidays: [{ country: 'US' }, { country: 'DE', region: 'BY' }] });
    // Corpus Christi is one in Bavaria.
    await sweepOn('2026-06-04');
    expect(await ordered()).toBeUndefined();
    await sweepOn('2026-06-05');
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
  });
});
