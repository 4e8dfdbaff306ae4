import { describe, expect, it } from 'vitest';
import { statementColumns } from '../../functions/contracts/bank-statement.ts';
import { billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { dunningIdOf } from '../../functions/domain/dunning/dunning.ts';
import { agreePaymentPlan, cancelPaymentPlan } from '../../functions/use-cases/agree-payment-plan.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { exportHandOvers } from '../../functions/use-cases/export-hand-overs.ts';
import { importStatement } from '../../functions/use-cases/import-statement.ts';
import { indexSearch } from '../../functions/use-cases/index-search.ts';
import { listHandOvers } from '../../functions/use-cases/read-dunning.ts';
import { setDunningPolicy } from '../../functions/use-cases/set-dunning-policy.ts';
import { showHandOver } from '../../functions/use-cases/show-dunning.ts';
import {
  accountId,
  aDebtor,
  carryOut,
  dayAfter,
  dueOn,
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
  test,
} from './debtor.ts';
import { must } from './paying-subscriber.ts';

aDebtor();

describe('a late fee', () => {
  const fee = { percent: 10 };
  const steps = [
    { stepId: 'fee', kind: 'late-fee', day: 2, fee },
    { stepId: 'again', kind: 'late-fee', day: 9, fee: { amounts: [{ amount: '4.00', currency: 'USD' }] } },
  ] as const;
  const invoices = async () =>
    (await test.ports.store.list(invoiceAggregate, { by: 'owner', owner: subscriberId }, { limit: 50 })).items
      .map(({ state }) => state)
      .toSorted((a, b) => (a.number < b.number ? -1 : 1));

  it('is an invoice of its own, once per invoice and step, and never of a fee', async () => {
    await setPolicy({ rules: [{ steps }] });
    for (const days of [2, 2, 3, 9, 10, 40, 41]) await run(days);
    const [first, ...fees] = await invoices();
    expect(fees).toMatchObject([
      { total: 310, due: 310, lines: [{ item: `Late fee, invoice ${first?.number}`, minor: 310 }] },
      { total: 400, due: 400 },
    ]);
    expect((await dunning()).taken).toMatchObject([
      { stepId: 'fee', feeInvoiceId: expect.any(String) },
      { stepId: 'again', feeInvoiceId: expect.any(String) },
    ]);
  });

  it('is none where its currency has no amount, and holds no later step up', async () => {
    const rates = [{ amount: '4.00', currency: 'EUR' }];
    await setPolicy({
      rules: [
        {
          steps: [
            { stepId: 'fee', kind: 'late-fee', day: 2, fee: { amounts: rates } },
            { stepId: 'cut', kind: 'suspension', day: 3 },
          ],
        },
      ],
    });
    await run(3);
    expect(await invoices()).toHaveLength(1);
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
  });

  it('that no currency can hold, or that is nothing, is refused at its place', async () => {
    const tried = async (amount: string) =>
      setDunningPolicy(
        test.ports,
        {
          rules: [
            {
              steps: [
                { stepId: 'fee', kind: 'late-fee', day: 2, fee: { amounts: [{ amount, currency: 'USD' }] } },
              ],
            },
          ],
          unmatchedLimit: 2,
        },
        on('2026-01-01'),
      );
    const pointer = '/rules/0/steps/0/fee/amounts/0/amount';
    expect(await tried('0.001')).toMatchObject({ refusal: { code: 'money.too-precise', pointer } });
    expect(await tried('0.00')).toMatchObject({
      refusal: { code: 'dunning-policy.fee-not-positive', pointer },
    });
  });
});

describe('a debt that is handed over', () => {
  it('is listed with its invoices, also for a spreadsheet, and leaves the list when it is paid', async () => {
    await setPolicy({ rules: [{ steps: [{ stepId: 'agency', kind: 'hand-over', day: 60 }] }] });
    await run(59);
    const listed = async () => must(await listHandOvers(test.ports, { limit: 10 })).items;
    expect(await listed()).toEqual([]);
    await run(60);
    expect((await listed()).map(showHandOver)).toMatchObject([
      {
        subscriberId,
        handedOverOn: dayAfter(60),
        open: { amount: '31.00', currency: 'USD' },
        invoices: [{ dueOn, open: { amount: '31.00' } }],
      },
    ]);
    const { bytes } = must(await exportHandOvers(test.ports, { limit: 10 }));
    expect(new TextDecoder().decode(bytes).split('\r\n')[1]).toMatch(/,31\.00$/);
    await pay(3_100, dayAfter(61));
    expect(await listed()).toEqual([]);
  });
});

describe('a payment plan', () => {
  const steps = [{ stepId: 'cut', kind: 'suspension', day: 5 }] as const;
  const plans = { mostInstalments: 4, firstWithinDays: 14 };
  const account = async () => (await test.ports.store.load(billingAccountAggregate, accountId()))!.state;
  const agree = (day: string, more: object = {}) =>
    agreePaymentPlan(
      test.ports,
      subscriberId,
      { instalments: 3, firstOn: day, every: 'week', ...more },
      on(day),
    );

  it('gives services back, holds the steps while instalments are paid, and ends with the last one', async () => {
    await setPolicy({ rules: [{ steps, plans }] });
    await run(5);
    await carryOut(dayAfter(5));
    const agreed = must(await agree(dayAfter(6)));
    expect(agreed.plan).toMatchObject({
      total: { minor: 3_100 },
      instalments: [
        { on: dayAfter(6), minor: 1_034 },
        { on: dayAfter(13), minor: 1_033 },
        { on: dayAfter(20), minor: 1_033 },
      ],
    });
    expect(await ordered()).toMatchObject({ kind: 'resume' });
    await carryOut(dayAfter(6));
    await pay(1_034, dayAfter(6));
    await run(12);
    await pay(1_033, dayAfter(13));
    await run(19);
    expect(await ordered()).toBeUndefined();
    await pay(1_033, dayAfter(20));
    expect(await dunning()).not.toHaveProperty('plan');
    const ended = (await test.ports.store.history('dunning', dunningIdOf(subscriberId))).filter(
      ({ type }) => type === 'dunning.plan-ended',
    );
    expect(ended.map(({ data }) => data['outcome'])).toEqual(['kept']);
  });

  it('is kept by transfers which name an invoice that the first ones have settled', async () => {
    await setPolicy({ rules: [{ steps, plans }] });
    const first = (await account()).openInvoices[0]!;
    must(await billSubscriber(test.ports, { subscriberId, on: '2026-02-01' }, on('2026-02-01')));
    await hear('billing-account', accountId(), '2026-02-01');
    await indexSearch(test.ports, { aggregateType: 'invoice', aggregateId: first.invoiceId });
    reckonFrom('2026-02-01');
    const { plan } = must(await agree(dayAfter(1)));
    expect(plan?.total.minor).toBe(6_200);
    const transfer = async (day: string, minor: number) => {
      const content = `date;name;text;amount\n${day};A Bank;${first.number};${(minor / 100).toFixed(2)}`;
      const columns = { date: 'date', name: 'name', reference: ['text'], amount: 'amount' };
      const asRead = statementColumns.parse({ ...columns, separator: ';', currency: { code: 'USD' } });
      must(await importStatement(test.ports, { format: 'csv', content, columns: asRead }, on(day)));
      await hear('billing-account', accountId(), day);
    };
    for (const [i, { on: day, minor }] of plan!.instalments.entries()) {
      expect((await account()).openInvoices.some(({ number }) => number === first.number)).toBe(i < 2);
      await transfer(day, minor);
      await run(2 + 7 * i);
    }
    expect(await account()).toMatchObject({ credit: 0, openInvoices: [] });
    const ended = (await test.ports.store.history('dunning', dunningIdOf(subscriberId))).filter(
      ({ type }) => type === 'dunning.plan-ended',
    );
    expect(ended.map(({ data }) => data['outcome'])).toEqual(['kept']);
  });

  it('is broken the day after an instalment that was not paid, and the steps go on', async () => {
    await setPolicy({ rules: [{ steps, plans }] });
    must(await agree(dayAfter(2)));
    await pay(1_034, dayAfter(2));
    await run(9);
    expect(await dunning()).toHaveProperty('plan');
    expect(await ordered()).toBeUndefined();
    await run(10);
    expect(await dunning()).not.toHaveProperty('plan');
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
  });

  it('takes again what it gave back, once it is broken', async () => {
    const late = { stepId: 'late', kind: 'reminder', day: 2 } as const;
    await setPolicy({ rules: [{ steps: [late, ...steps], plans }] });
    for (const day of [2, 5]) await run(day);
    await carryOut(dayAfter(5));
    must(await agree(dayAfter(6)));
    await carryOut(dayAfter(6));
    expect(await service()).toMatchObject({ state: 'active' });
    for (const day of [7, 8]) await run(day);
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
    expect((await dunning()).taken.map(({ stepId }) => stepId)).toEqual(['late', 'cut']);
  });

  it('is refused where the policy takes none, is too long or too late, or one runs, and ends by staff', async () => {
    await setPolicy({ rules: [{ steps }] });
    expect(await agree(dayAfter(1))).toMatchObject({ refusal: { code: 'dunning.plans-not-taken' } });
    await setPolicy({ rules: [{ steps, plans }] });
    expect(await agree(dayAfter(1), { instalments: 5 })).toMatchObject({
      refusal: { code: 'dunning.plan-too-long', pointer: '/instalments' },
    });
    expect(await agree(dayAfter(1), { firstOn: dayAfter(16) })).toMatchObject({
      refusal: { code: 'dunning.plan-day', pointer: '/firstOn' },
    });
    must(await agree(dayAfter(1)));
    expect(await agree(dayAfter(1))).toMatchObject({ refusal: { code: 'dunning.plan-running' } });
    must(await cancelPaymentPlan(test.ports, subscriberId, on(dayAfter(6))));
    await run(6);
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
    expect(await cancelPaymentPlan(test.ports, subscriberId, on(dayAfter(6)))).toMatchObject({
      refusal: { code: 'dunning.no-plan' },
    });
    await pay(3_100, dayAfter(6));
    expect(await agree(dayAfter(7))).toMatchObject({ refusal: { code: 'dunning.nothing-open' } });
  });
});
