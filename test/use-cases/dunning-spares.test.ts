import { describe, expect, it } from 'vitest';
import { billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { dunningPolicyId } from '../../functions/domain/dunning/policy.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { disputeInvoice, endInvoiceDispute } from '../../functions/use-cases/dispute-invoice.ts';
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
  setPolicy,
  subscriberId,
  sweepOn,
  test,
} from './debtor.ts';
import { must } from './paying-subscriber.ts';

aDebtor();

describe('money that nobody was found for', () => {
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
