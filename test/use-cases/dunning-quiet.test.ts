import { describe, expect, it } from 'vitest';
import { dayNumber, dayOf } from '../../functions/domain/billing/days.ts';
import { dunningAggregate } from '../../functions/domain/dunning/dunning.ts';
import type { Store } from '../../functions/ports/store.ts';
import { attendDunningOnEvent } from '../../functions/use-cases/attend-dunning-on-event.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { changeSubscriber } from '../../functions/use-cases/change-subscriber.ts';
import { overrideDunningStop } from '../../functions/use-cases/override-dunning-stop.ts';
import { promisePayment } from '../../functions/use-cases/promise-payment.ts';
import { sweepDunning } from '../../functions/use-cases/sweep-dunning.ts';
import {
  accountId,
  aDebtor,
  astray,
  dayAfter,
  dueOn,
  dunning,
  hear,
  on,
  pay,
  rules,
  run,
  setPolicy,
  subscriberId,
  test,
} from './debtor.ts';
import { must } from './paying-subscriber.ts';

aDebtor();

/** Whom a run of that day has before it. */
async function dueUpTo(day: string): Promise<readonly string[]> {
  const where = { by: 'due', dueOnOrBefore: day } as const;
  const { items } = await test.ports.store.list(dunningAggregate, where, { limit: 10 });
  return items.map(({ state }) => state.subscriberId);
}

const taken = async () => (await dunning()).taken.map(({ stepId }) => stepId);
const happened = async () =>
  (await test.ports.store.history('dunning', subscriberId.replace('sub_', 'dun_'))).map(({ type }) => type);

describe('who owes something before a step can be due', () => {
  it('is before no run until the first day of a step, and before each from then on', async () => {
    await setPolicy();
    await run(-8);
    expect(await dueUpTo(dayAfter(1))).toEqual([]);
    expect(await dueUpTo(dayAfter(2))).toEqual([subscriberId]);
    await run(2);
    expect(await taken()).toEqual(['late']);
    await run(5);
    expect(await taken()).toEqual(['late', 'cut']);
    expect(await dueUpTo('0001-01-02')).toEqual([]);
    await pay(3_100, dayAfter(6));
    expect(await dunning()).not.toHaveProperty('nothingBefore');
  });

  /** Whether a run of that day reads what is owed. */
  async function reads(day: number): Promise<boolean> {
    const loaded: string[] = [];
    const { store, checkpoints } = test.ports;
    const load: Store['load'] = (aggregate, id) => {
      loaded.push(aggregate.type);
      return store.load(aggregate, id);
    };
    await checkpoints.advance('dunning-runs', 'last', Date.parse(`${dayAfter(day)}T11:00:00Z`));
    await sweepDunning({ ...test.ports, store: { ...store, load } }, null, on(dayAfter(day)));
    return loaded.includes('billing-account');
  }

  it('is not read by a run that has nothing to do for them', async () => {
    await setPolicy();
    await run(-8);
    expect(await reads(-7)).toBe(false);
    expect(await reads(2)).toBe(true);
  });

  it('is read no more often while dunning is stopped, and misses no step then', async () => {
    await setPolicy();
    await run(-13);
    for (const minor of [7, 9]) must(await astray(minor, dayAfter(-13)));
    const read: number[] = [];
    for (let day = -12; day <= 0; day++) if (await reads(day)) read.push(day);
    expect(read).toHaveLength(2);
    expect(read[1]! - read[0]!).toBe(7);
    await run(3);
    expect(await taken()).toEqual([]);
    const until = `${dayAfter(4)}T00:00:00.000Z`;
    must(await overrideDunningStop(test.ports, { until, reason: 'Seen' }, on(dayAfter(3))));
    await run(3);
    expect(await taken()).toEqual(['late']);
  });

  it('meets the steps of a new policy on their days, though they are earlier than was foreseen', async () => {
    await setPolicy({ rules: [{ steps: [{ stepId: 'late', kind: 'reminder', day: 40 }] }] });
    await run(0);
    expect((await dunning()).nothingBefore).toBe(dayAfter(40));
    await setPolicy({}, dayAfter(1));
    await run(1);
    expect((await dunning()).nothingBefore).toBe(dayAfter(2));
    await run(2);
    expect(await taken()).toEqual(['late']);
  });

  it('meets the steps of a policy that comes into force later', async () => {
    await setPolicy({ rules: [{ steps: [{ stepId: 'late', kind: 'reminder', day: 40 }] }] });
    await run(0);
    await setPolicy({ from: dayAfter(10) }, dayAfter(0));
    await run(0);
    expect((await dunning()).nothingBefore).toBe(dayAfter(2));
    await run(9);
    expect(await taken()).toEqual([]);
    await run(10);
    expect(await taken()).toEqual(['late']);
  });

  it('meets the steps of another category from the day on which it is theirs', async () => {
    const steps = [{ stepId: 'soon', kind: 'reminder', day: 1 }] as const;
    await setPolicy({ rules: [...rules, { category: 'business', steps }] });
    await run(0);
    must(await changeSubscriber(test.ports, subscriberId, { category: 'business' }, on(dayAfter(0))));
    const changed = (await test.ports.store.history('subscriber', subscriberId)).at(-1);
    await attendDunningOnEvent(test.ports, changed!, on(dayAfter(0)));
    expect((await dunning()).nothingBefore).toBe(dayAfter(1));
    await run(1);
    expect(await taken()).toEqual(['soon']);
  });

  it('is looked at once a week whatever was foreseen', async () => {
    await setPolicy({ rules: [{ steps: [{ stepId: 'late', kind: 'reminder', day: 40 }] }] });
    await run(0);
    // As if set before that run, which saw nothing of it.
    await setPolicy();
    for (let day = 1; day <= 7; day++) await run(day);
    expect((await dunning()).nothingBefore ?? dayAfter(2)).toBe(dayAfter(2));
    await run(8);
    expect(await taken()).toContain('late');
  });

  it('is looked at each day while a promise runs, so that it ends on its own', async () => {
    await setPolicy({
      rules: [{ promises: { mostDays: 10 }, steps: [{ stepId: 'late', kind: 'reminder', day: 30 }] }],
    });
    await run(1);
    must(await promisePayment(test.ports, subscriberId, { until: dayAfter(4) }, on(dayAfter(1))));
    expect(await dueUpTo(dayAfter(1))).toEqual([subscriberId]);
    await run(5);
    expect(await happened()).toContain('dunning.promise-ended');
    expect(await dueUpTo(dayAfter(5))).toEqual([]);
  });

  it('is let alone again until the next invoice brings a step, once what was overdue is paid', async () => {
    await setPolicy();
    await run(2);
    expect(await taken()).toEqual(['late']);
    must(await billSubscriber(test.ports, { subscriberId, on: '2026-02-01' }, on('2026-02-01')));
    await hear('billing-account', accountId(), '2026-02-01');
    expect(await dueUpTo('2026-02-01')).toEqual([subscriberId]);
    await pay(3_100, '2026-02-01');
    const day = dayOf(dayNumber(dueOn) + dayNumber('2026-02-01') - dayNumber('2026-01-01') + 2);
    expect(await dueUpTo(dayOf(dayNumber(day) - 1))).toEqual([]);
    expect(await dueUpTo(day)).toEqual([subscriberId]);
    // Once under the policy, which was new to the debt, and once for the next invoice.
    expect((await happened()).filter((type) => type === 'dunning.foreseen')).toHaveLength(2);
  });
});
