import { describe, expect, it } from 'vitest';
import { configurePaymentProvider } from '../../functions/use-cases/configure-payment-provider.ts';
import { overrideDunningStop } from '../../functions/use-cases/override-dunning-stop.ts';
import { listAlarms } from '../../functions/use-cases/read-alarms.ts';
import {
  previewDunning,
  readDunningStatus,
  simulateDunning,
} from '../../functions/use-cases/read-dunning.ts';
import type { DunningPolicyWish } from '../../functions/use-cases/set-dunning-policy.ts';
import { showDunningStatus } from '../../functions/use-cases/show-dunning.ts';
import { contextAt } from '../ports.ts';
import { aDebtor, dayAfter, on, ordered, rules, run, setPolicy, sweepOn, test } from './debtor.ts';
import { must } from './paying-subscriber.ts';

aDebtor();

describe('dunning stops itself', () => {
  const noonAfter = (days: number) => `${dayAfter(days)}T12:00:00.000Z`;
  const steps = [{ stepId: 'cut', kind: 'suspension', day: 5 }] as const;
  const status = (at: string) => readDunningStatus(test.ports, contextAt(at)).then(must);

  it('when a provider that tells of payments every day has told of none for days, until staff have looked', async () => {
    await setPolicy({ rules: [{ steps }] });
    const secrets = { webhookSecret: 'whsec_something', apiKey: 'sk_test_something' };
    must(await configurePaymentProvider(test.ports, 'stripe', { settings: {}, secrets }, on('2026-01-01')));
    const today = dayAfter(5);
    for (let days = 4; days <= 40; days += 1) {
      for (let n = 0; n < 3; n += 1)
        await test.ports.paymentIntake.count('stripe', 'payment', noonAfter(-days));
    }
    const now = `${today}T12:00:00.000Z`;
    expect(showDunningStatus(await status(now))).toMatchObject({
      isStopped: true,
      because: 'intake-silent',
      watched: 1,
    });
    await run(5);
    expect(await ordered()).toBeUndefined();
    expect(must(await listAlarms(test.ports, { state: 'raised', limit: 5 })).items).toMatchObject([
      { state: { kind: 'dunning-stopped', words: expect.stringContaining('stripe') } },
    ]);
    const until = `${today}T18:00:00.000Z`;
    const late = await overrideDunningStop(test.ports, { until: now, reason: 'seen' }, contextAt(now));
    expect(late).toMatchObject({ refusal: { code: 'dunning.override-span', pointer: '/until' } });
    must(await overrideDunningStop(test.ports, { until, reason: 'A quiet week' }, contextAt(now)));
    expect(await status(now)).toMatchObject({
      isStopped: false,
      suspicion: { because: 'intake-silent' },
      override: { reason: 'A quiet week' },
    });
    expect(await status(until)).toMatchObject({ isStopped: true });
    await run(5);
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
  });

  it('does not miss a provider that is heard of now and then, or was taken out', async () => {
    await setPolicy({ rules: [{ steps }] });
    for (const days of [6, 9]) await test.ports.paymentIntake.count('stripe', 'payment', noonAfter(-days));
    expect(await status(`${dayAfter(5)}T12:00:00.000Z`)).toMatchObject({ isStopped: false });
  });

  it('when the clock or the runs stood still, until staff have looked', async () => {
    await setPolicy({ rules: [{ steps }] });
    await run(4);
    const late = dayAfter(6);
    for (const _ of ['the first run', 'the next one']) {
      expect(await status(`${late}T12:00:00.000Z`)).toMatchObject({
        isStopped: true,
        suspicion: { because: 'clock' },
      });
      await sweepOn(late);
      expect(await ordered()).toBeUndefined();
    }
    const until = `${late}T18:00:00.000Z`;
    must(await overrideDunningStop(test.ports, { until, reason: 'All is paid in' }, on(late)));
    await sweepOn(late);
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
    expect(showDunningStatus(await status(until))).not.toHaveProperty('because');
  });

  it('until the clock is back', async () => {
    await setPolicy({ rules: [{ steps }] });
    await run(4);
    await sweepOn(dayAfter(40));
    expect(await ordered()).toBeUndefined();
    await sweepOn(dayAfter(5));
    expect(await ordered()).toMatchObject({ kind: 'suspend' });
  });
});

describe('a policy that is not set', () => {
  const simulate = (wish: Partial<DunningPolicyWish>, days: number) =>
    simulateDunning(
      test.ports,
      { rules, unmatchedLimit: 10, ...wish },
      { on: dayAfter(days), limit: 50 },
      on(dayAfter(2)),
    );
  const before = async (days: number) =>
    must(await previewDunning(test.ports, { on: dayAfter(days), limit: 50 }, on(dayAfter(2)))).items[0]?.next;

  it('is foreseen beside the one in force, and changes nothing', async () => {
    await setPolicy();
    await run(2);
    const sooner = [{ steps: [{ stepId: 'sooner', kind: 'walled-garden' as const, day: 3 }] }];
    const simulated = must(await simulate({ rules: sooner }, 4)).items[0]?.next;
    expect(simulated).toMatchObject({ step: { kind: 'walled-garden' }, owed: { minor: 3_100 } });
    expect(await before(4)).toEqual({ spared: 'nothing-due' });
    await run(4);
    expect(await ordered()).toBeUndefined();
  });

  it('begins on its day: until then the one in force holds', async () => {
    await setPolicy();
    await run(2);
    const exempting = { rules: [{ steps: [] }], from: dayAfter(6) };
    expect(must(await simulate(exempting, 5)).items[0]?.next).toMatchObject({ step: { kind: 'suspension' } });
    expect(must(await simulate(exempting, 6)).items[0]?.next).toEqual({ spared: 'exempt' });
  });

  it('is refused as it would be when it is set', async () => {
    expect(await simulate({ from: dayAfter(1) }, 4)).toMatchObject({
      ok: false,
      refusal: { code: 'dunning-policy.day-past' },
    });
  });
});
