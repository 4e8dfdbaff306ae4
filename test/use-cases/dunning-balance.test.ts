import { describe, expect, it } from 'vitest';
import { dunningRuleWire } from '../../functions/contracts/dunning.ts';
import { dunningIdOf } from '../../functions/domain/dunning/dunning.ts';
import { paymentAggregate } from '../../functions/domain/payment/payment.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { changeSubscriber } from '../../functions/use-cases/change-subscriber.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import { noticeOf } from '../../functions/use-cases/notice-of-event.ts';
import { notifyOnEvent } from '../../functions/use-cases/notify-on-event.ts';
import { orderService } from '../../functions/use-cases/order-service.ts';
import { dueNow } from '../../functions/use-cases/read-my-dues.ts';
import { recordPayment } from '../../functions/use-cases/record-payment.ts';
import { refundPayment } from '../../functions/use-cases/refund-payment.ts';
import { setDunningPolicy } from '../../functions/use-cases/set-dunning-policy.ts';
import {
  accountId,
  aDebtor,
  carryOut,
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

it('reminds of what goes back that had been credit, cuts for it, and gives back with the money', async () => {
  await setPolicy();
  const money = { minor: 3_100, currency: 'USD' };
  await pay(3_100, '2026-01-05');
  const ahead = must(
    await recordPayment(test.ports, { subscriberId, money, method: 'cash' }, on('2026-01-06')),
  );
  must(await billSubscriber(test.ports, { subscriberId, on: '2026-02-01' }, on('2026-02-01')));
  await hear('billing-account', accountId(), '2026-02-01');
  expect(await dunning()).not.toHaveProperty('openSince');
  // The next invoice was paid by it, and is years away.
  must(await refundPayment(test.ports, ahead.id, { amount: money }, on('2026-02-02')));
  await hear('billing-account', accountId(), '2026-02-02');
  reckonFrom('2026-02-02');
  for (const day of [1, 2, 3]) await run(day);
  expect((await dunning()).taken).toMatchObject([{ stepId: 'late', on: '2026-02-04' }]);
  const taken = (await test.ports.store.history('dunning', dunningIdOf(subscriberId))).at(-1)!;
  expect(await noticeOf(test.ports.store, taken)).toMatchObject({ kind: 'balance-owed' });
  await run(5);
  await carryOut('2026-02-07');
  expect(await service()).toMatchObject({ state: 'suspended' });
  await pay(3_100, '2026-02-08');
  expect(await ordered()).toMatchObject({ kind: 'resume' });
});

describe('a prepaid subscriber', () => {
  const steps = [{ stepId: 'used-up', kind: 'suspension', day: 0 }] as const;

  it('is served while the balance covers the period, cut when it does not, and back with the money', async () => {
    await setPolicy({ rules: [{ steps: [] }, { category: 'prepaid', prepaid: true, steps }] });
    await pay(5_000, '2026-01-01');
    must(
      await changeSubscriber(
        test.ports,
        subscriberId,
        { category: 'prepaid', billingProfile: { paymentTermsDays: 0 } },
        on('2026-01-02'),
      ),
    );
    const issue = async (day: string) => {
      must(await billSubscriber(test.ports, { subscriberId, on: day }, on(day)));
      await hear('billing-account', accountId(), day);
      await test.ports.checkpoints.advance('dunning-runs', 'last', Date.parse(`${day}T11:00:00Z`));
      await sweepOn(day);
    };
    // 31.00 are used for January; of the 19.00 that are left February takes all and more.
    await sweepOn('2026-01-05');
    expect(await ordered()).toBeUndefined();
    await issue('2026-02-01');
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
    await carryOut('2026-02-01');
    await pay(1_200, '2026-02-01');
    expect(await ordered()).toMatchObject({ kind: 'resume' });
    await carryOut('2026-02-01');
    expect(await dunning()).toMatchObject({ cut: [] });
  });

  it('is told that the balance runs low, cut when less is left than must stay on it, and back with the money', async () => {
    const usd = (amount: string) => ({ amount, currency: 'USD' });
    const kept = { minimumBalance: usd('10.00'), lowBalance: { nextDebit: true } } as const;
    await setPolicy({ rules: [{ steps: [] }, { category: 'prepaid', prepaid: true, steps, ...kept }] });
    await pay(5_000, '2026-01-01');
    const prepaid = { category: 'prepaid', billingProfile: { paymentTermsDays: 0 } };
    must(await changeSubscriber(test.ports, subscriberId, prepaid, on('2026-01-02')));
    const events = async () => test.ports.store.history('dunning', dunningIdOf(subscriberId));
    const told = async () => (await events()).filter(({ type }) => type === 'dunning.balance-low');
    const goOn = async (day: string) => {
      await hear('billing-account', accountId(), day);
      await test.ports.checkpoints.advance('dunning-runs', 'last', Date.parse(`${day}T11:00:00Z`));
      await sweepOn(day);
    };

    // Of 19.00 on the balance 9.00 may be used, and February takes 31.00.
    for (const _ of [1, 2]) await goOn('2026-01-02');
    expect(await dunning()).toMatchObject({ lowSince: '2026-01-02', cut: [] });
    const [low] = await told();
    expect(low?.data).toMatchObject({
      balance: { minor: 1_900 },
      next: { on: '2026-02-01', money: { minor: 3_100 } },
    });
    await notifyOnEvent(test.ports, low!, on('2026-01-02'));
    expect(test.recorded.mail.at(-1)).toMatchObject({
      subject: 'Your balance is low: $19.00',
      text: expect.stringContaining('$31.00'),
    });

    await pay(2_200, '2026-01-03');
    expect(await dunning()).not.toHaveProperty('lowSince');
    must(await billSubscriber(test.ports, { subscriberId, on: '2026-02-01' }, on('2026-02-01')));
    await goOn('2026-02-01');
    expect(await told()).toHaveLength(2);
    expect(await ordered()).toBeUndefined();

    const [payment] = await everyOne(test.ports.store, paymentAggregate, {
      by: 'owner',
      owner: subscriberId,
    });
    const refund = { amount: { minor: 250, currency: 'USD' } };
    must(await refundPayment(test.ports, payment?.id ?? '', refund, on('2026-02-02')));
    await goOn('2026-02-02');
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
    expect((await dunning()).taken).toEqual([
      { stepId: 'used-up', kind: 'suspension', dueOn: '2026-02-02', on: '2026-02-02' },
    ]);
    await notifyOnEvent(test.ports, (await events()).at(-1)!, on('2026-02-02'));
    expect(test.recorded.mail.at(-1)).toMatchObject({ text: expect.stringContaining('$2.50 is missing') });
    expect(must(await dueNow(test.ports, subscriberId, on('2026-02-02')))).toMatchObject({ minor: 250 });
    await carryOut('2026-02-02');
    await pay(250, '2026-02-03');
    expect(await ordered()).toMatchObject({ kind: 'resume' });
    await carryOut('2026-02-03');
    const after = await dunning();
    expect(after).toMatchObject({ cut: [], taken: [] });
    expect(after).not.toHaveProperty('openSince');
    expect(await told()).toHaveLength(2);
  });

  it('whose service has ended lacks nothing on the balance', async () => {
    const kept = { minimumBalance: { amount: '10.00', currency: 'USD' } };
    await setPolicy({ rules: [{ prepaid: true, steps, ...kept }] });
    must(await orderService(test.ports, serviceId, { kind: 'terminate' }, on('2026-01-01')));
    await carryOut('2026-01-01');
    await pay(3_100, '2026-01-02');
    expect(await dunning()).not.toHaveProperty('openSince');
  });

  it('has a balance to keep that is more than nothing', async () => {
    const wish = (more: object) => ({
      rules: [{ prepaid: true as const, steps: [...steps], ...more }],
      unmatchedLimit: 2,
    });
    const nothing = { amount: '0.00', currency: 'USD' };
    for (const [more, pointer] of [
      [{ minimumBalance: nothing }, '/rules/0/minimumBalance/amount'],
      [{ lowBalance: { below: nothing } }, '/rules/0/lowBalance/below/amount'],
    ] as const) {
      expect(await setDunningPolicy(test.ports, wish(more), on('2026-01-01'))).toMatchObject({
        refusal: { code: 'dunning-policy.balance-not-positive', pointer },
      });
    }
    const rule = { steps: [], minimumBalance: { amount: '1.00', currency: 'USD' } };
    expect(dunningRuleWire.safeParse(rule).success).toBe(false);
    expect(dunningRuleWire.safeParse({ ...rule, prepaid: true }).success).toBe(true);
  });

  it('is the only one who may be cut on the due day', () => {
    const rule = { steps: [...steps] };
    expect(dunningRuleWire.safeParse(rule).success).toBe(false);
    expect(dunningRuleWire.safeParse({ ...rule, prepaid: true }).success).toBe(true);
  });
});
