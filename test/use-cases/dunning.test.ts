import { describe, expect, it } from 'vitest';
import { dunningIdOf } from '../../functions/domain/dunning/dunning.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { changeSubscriber } from '../../functions/use-cases/change-subscriber.ts';
import { holdDunning, liftDunningHold } from '../../functions/use-cases/hold-dunning.ts';
import { noticeOf } from '../../functions/use-cases/notice-of-event.ts';
import { notifyOnEvent } from '../../functions/use-cases/notify-on-event.ts';
import { orderService } from '../../functions/use-cases/order-service.ts';
import { promisePayment } from '../../functions/use-cases/promise-payment.ts';
import { previewDunning, readDunning } from '../../functions/use-cases/read-dunning.ts';
import { sweepDunning } from '../../functions/use-cases/sweep-dunning.ts';
import { contextAt } from '../ports.ts';
import {
  aDebtor,
  carryOut,
  dayAfter,
  dueOn,
  dunning,
  hear,
  on,
  ordered,
  pay,
  run,
  service,
  serviceId,
  setPolicy,
  shop,
  subscriberId,
  test,
} from './debtor.ts';
import { activate, must, subscribe, terminate } from './paying-subscriber.ts';

aDebtor();

describe('a subscriber who does not pay', () => {
  it('is left alone until there is a policy', async () => {
    await run(300);
    expect(await dunning()).toMatchObject({ openSince: '2026-01-01', taken: [], cut: [] });
  });

  it('is slowed down, led to the garden, suspended and ended as the policy says, and restored at any step', async () => {
    const rate = { downKbps: 1_000, upKbps: 500 };
    const steps = [
      { stepId: 'slow', kind: 'throttle', day: 3, rate },
      { stepId: 'garden', kind: 'walled-garden', day: 6 },
      { stepId: 'cut', kind: 'suspension', day: 9, blocks: true },
      { stepId: 'end', kind: 'termination', day: 30 },
    ] as const;
    await setPolicy({ rules: [{ steps }] });
    const held = async () => {
      const { state, desired } = await service();
      return [state, desired?.entitlement, desired?.profile.downKbps];
    };
    for (const _ of [1, 2]) await run(3);
    expect(await held()).toEqual(['active', 'throttled', 1_000]);
    for (const _ of [1, 2]) await run(6);
    expect(await held()).toEqual(['active', 'walled-garden', 50_000]);
    expect(await ordered()).toBeUndefined();
    // A policy that is milder takes nothing back while it is owed.
    await run(7);
    expect(await held()).toEqual(['active', 'walled-garden', 50_000]);
    await run(9);
    await carryOut(dayAfter(9));
    expect(await held()).toEqual(['suspended', 'blocked', 50_000]);
    expect((await service()).restriction).toEqual({ entitlement: 'walled-garden' });
    await pay(3_100, dayAfter(10));
    expect(await ordered()).toMatchObject({ kind: 'resume' });
    await carryOut(dayAfter(10));
    expect(await held()).toEqual(['active', 'full', 50_000]);
    expect(await dunning()).toMatchObject({ cut: [], taken: [] });
    expect(await dunning()).not.toHaveProperty('level');
  });

  it('who pays while slowed down or in the garden is as fast as before at once', async () => {
    const rate = { downKbps: 1_000, upKbps: 500 };
    await setPolicy({ rules: [{ steps: [{ stepId: 'slow', kind: 'throttle', day: 3, rate }] }] });
    await run(3);
    expect((await service()).desired).toMatchObject({ entitlement: 'throttled', profile: rate });
    await pay(3_100, dayAfter(4));
    const { desired, restriction } = await service();
    expect(desired).toMatchObject({ entitlement: 'full', profile: { downKbps: 50_000 } });
    expect(restriction).toBeUndefined();
    expect(await dunning()).toMatchObject({ cut: [] });
  });

  it('waits for the hours of the policy and for the next day when enough were cut, and spares who is excluded', async () => {
    const others: string[] = [];
    for (let i = 0; i < 2; i++) {
      const other = await subscribe(shop);
      await activate(shop, other, on('2026-01-01'));
      must(await billSubscriber(test.ports, { subscriberId: other, on: '2026-01-01' }, on('2026-01-01')));
      await hear('billing-account', other.replace('sub_', 'acc_'), '2026-01-01');
      others.push(other);
    }
    const all = [subscriberId, ...others];
    const steps = [{ stepId: 'cut', kind: 'suspension', day: 5 }] as const;
    await setPolicy({
      rules: [{ steps, excludedTags: ['hospital'] }],
      perDay: 1,
      hours: { from: '08:00', to: '18:00' },
    });
    const cut = async () => {
      const each = await Promise.all(
        all.map(async (id) => must(await readDunning(test.ports, id)).cut.length),
      );
      return each.reduce((sum, count) => sum + count, 0);
    };
    const at = (days: number, time: string) =>
      sweepDunning(test.ports, null, contextAt(`${dayAfter(days)}T${time}:00.000Z`));
    await at(5, '03:00');
    expect(await cut()).toBe(0);
    for (const time of ['09:00', '10:00']) await at(5, time);
    expect(await cut()).toBe(1);
    const [, , last = ''] = all;
    const details = { tags: ['hospital'] };
    must(await changeSubscriber(test.ports, last, details, on(dayAfter(5))));
    for (const day of [6, 7, 8]) await at(day, '09:00');
    expect(await cut()).toBe(2);
    expect(must(await readDunning(test.ports, last)).taken).toEqual([]);
  });

  it('who has no service any more is reminded, and takes no place among those who are cut in a day', async () => {
    const other = await subscribe(shop);
    const gone = await activate(shop, other, on('2026-01-01'));
    must(await billSubscriber(test.ports, { subscriberId: other, on: '2026-01-01' }, on('2026-01-01')));
    await hear('billing-account', other.replace('sub_', 'acc_'), '2026-01-01');
    await terminate(shop, serviceId, on('2026-01-02'));
    const steps = [{ stepId: 'cut', kind: 'suspension', day: 5 }] as const;
    await setPolicy({ rules: [{ steps }], perDay: 1 });
    await run(5);
    expect(must(await readDunning(test.ports, other)).cut).toEqual([gone]);
    expect(must(await readDunning(test.ports, subscriberId))).toMatchObject({
      cut: [],
      taken: [{ stepId: 'cut' }],
    });
    const taken = (await test.ports.store.history('dunning', dunningIdOf(subscriberId))).at(-1)!;
    expect(await noticeOf(test.ports.store, taken)).toMatchObject({ kind: 'reminder', subscriberId });
  });

  it('keeps its service on a promise, until that is broken; the next one is taken when it is paid', async () => {
    const steps = [{ stepId: 'cut', kind: 'suspension', day: 5 }] as const;
    await setPolicy({ rules: [{ steps, promises: { mostDays: 10, restores: true } }] });
    const promise = async (day: number, until: number) => {
      const made = await promisePayment(
        test.ports,
        subscriberId,
        { until: dayAfter(until) },
        on(dayAfter(day)),
      );
      return made.ok ? 'taken' : made.refusal.code;
    };
    expect(await promise(0, 3)).toBe('dunning.nothing-overdue');
    await run(5);
    await carryOut(dayAfter(5));
    expect(await service()).toMatchObject({ state: 'suspended' });
    expect(await promise(6, 17)).toBe('dunning.promise-day');
    expect(await promise(6, 5)).toBe('dunning.promise-day');
    expect(await promise(6, 10)).toBe('taken');
    expect(await ordered()).toMatchObject({ kind: 'resume' });
    await carryOut(dayAfter(6));
    // It may be put off, but no further than the first one could have been.
    expect(await promise(7, 17)).toBe('dunning.promise-day');
    expect(await promise(7, 10)).toBe('taken');
    for (const day of [7, 10]) await run(day);
    expect(await service()).toMatchObject({ state: 'active' });
    expect((await dunning()).promise).toMatchObject({ until: dayAfter(10), madeOn: dayAfter(6) });
    await run(11);
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
    await carryOut(dayAfter(11));
    expect(await dunning()).toMatchObject({ brokenPromises: 1, cut: [serviceId] });
    expect(await promise(12, 14)).toBe('dunning.promise-broken');
    await pay(3_100, dayAfter(12));
    await carryOut(dayAfter(12));
    expect(await dunning()).not.toHaveProperty('brokenPromises');
    expect(await service()).toMatchObject({ state: 'active' });
    await setPolicy();
    expect(await promise(13, 14)).toBe('dunning.promises-not-taken');
  });

  it('a promise that is kept is over with the payment', async () => {
    const steps = [{ stepId: 'cut', kind: 'suspension', day: 5 }] as const;
    await setPolicy({ rules: [{ steps, promises: { mostDays: 10 } }] });
    must(await promisePayment(test.ports, subscriberId, { until: dayAfter(9) }, on(dayAfter(4))));
    await run(6);
    expect((await dunning()).taken).toEqual([]);
    await pay(3_100, dayAfter(8));
    const history = await test.ports.store.history('dunning', dunningIdOf(subscriberId));
    expect(history.filter(({ type }) => type === 'dunning.promise-ended')).toMatchObject([
      { data: { outcome: 'kept' } },
    ]);
  });

  it('ends in the end, if the policy goes so far', async () => {
    await setPolicy({ rules: [{ steps: [{ stepId: 'end', kind: 'termination', day: 30 }] }] });
    await run(30);
    expect(await ordered()).toMatchObject({ kind: 'terminate' });
    await carryOut(dayAfter(30));
    expect(await service()).toMatchObject({ state: 'terminated' });
    expect(await dunning()).toMatchObject({ cut: [] });
  });

  it('is reminded and suspended on the days of the policy, once each, and restored by payment', async () => {
    await setPolicy();
    await run(1);
    expect((await dunning()).taken).toEqual([]);
    for (const _ of [1, 2]) await run(2);
    expect((await dunning()).taken).toMatchObject([{ stepId: 'late', on: dayAfter(2), dueOn }]);
    const reminded = (await test.ports.store.history('dunning', dunningIdOf(subscriberId))).at(-1)!;
    await notifyOnEvent(test.ports, reminded, on(dayAfter(2)));
    expect(test.recorded.mail).toMatchObject([
      {
        to: 'ada@example.com',
        subject: expect.stringMatching(/^Reminder/),
        text: expect.stringContaining('$31.00'),
      },
    ]);
    expect(await ordered()).toBeUndefined();

    for (const _ of [1, 2]) await run(5);
    expect(await dunning()).toMatchObject({ cut: [serviceId] });
    expect((await dunning()).taken.map(({ stepId }) => stepId)).toEqual(['late', 'cut']);
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
    await carryOut(dayAfter(5));
    expect(await service()).toMatchObject({
      state: 'suspended',
      suspension: { reason: 'overdue' },
      desired: { entitlement: 'walled-garden' },
    });
    await run(6);
    expect(await ordered()).toBeUndefined();

    // A part is no restoration; what leaves less than the minimum is.
    await pay(2_000, dayAfter(7));
    expect(await ordered()).toBeUndefined();
    await pay(950, dayAfter(7));
    expect(await ordered()).toMatchObject({ kind: 'resume' });
    await carryOut(dayAfter(7));
    expect(await service()).toMatchObject({ state: 'active', desired: { entitlement: 'full' } });
    expect((await dunning()).cut).toEqual([]);
    await run(8);
    expect(await ordered()).toBeUndefined();
    await pay(150, dayAfter(8));
    expect(await dunning()).not.toHaveProperty('openSince');
  });

  it('who pays while the suspension is on its way is restored when it has ended', async () => {
    await setPolicy();
    for (const days of [2, 5]) await run(days);
    await pay(3_100, dayAfter(5));
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
    await carryOut(dayAfter(5));
    expect(await ordered()).toMatchObject({ kind: 'resume' });
    await carryOut(dayAfter(5));
    expect(await service()).toMatchObject({ state: 'active' });
    expect((await dunning()).cut).toEqual([]);
  });

  it('whom staff resumes stays so, and whom staff suspended for something else is not resumed', async () => {
    await setPolicy();
    for (const days of [2, 5]) await run(days);
    await carryOut(dayAfter(5));
    must(await orderService(test.ports, serviceId, { kind: 'resume' }, on(dayAfter(6))));
    await carryOut(dayAfter(6));
    await run(7);
    expect(await ordered()).toBeUndefined();
    must(await orderService(test.ports, serviceId, { kind: 'suspend', reason: 'abuse' }, on(dayAfter(8))));
    await carryOut(dayAfter(8));
    await pay(3_100, dayAfter(8));
    expect(await ordered()).toBeUndefined();
  });

  it('is foreseen with the reason, and spared while staff holds', async () => {
    await setPolicy();
    await run(2);
    const foresee = async (days: number) =>
      must(await previewDunning(test.ports, { on: dayAfter(days), limit: 50 }, on(dayAfter(2)))).items[0]
        ?.next;
    expect(await foresee(4)).toEqual({ spared: 'nothing-due' });
    expect(await foresee(5)).toMatchObject({ step: { kind: 'suspension' }, owed: { minor: 3_100 } });
    const hold = { subscriberId, until: dayAfter(20), reason: 'Pays on Friday.' };
    must(await holdDunning(test.ports, hold, on(dayAfter(3))));
    expect(await foresee(5)).toEqual({ spared: 'held' });
    await run(5);
    expect(await ordered()).toBeUndefined();
    must(await liftDunningHold(test.ports, subscriberId, on(dayAfter(6))));
    await run(6);
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
  });
});
