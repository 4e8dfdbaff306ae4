import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billingExecution, type Supposition } from '../../functions/contracts/billing-run.ts';
import { taxRules } from '../../functions/contracts/tax-rules.ts';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import { issueBillingRun } from '../../functions/use-cases/issue-billing-run.ts';
import {
  readBillingRun,
  readRunPreview,
  showBillingRun,
  showPreviewed,
} from '../../functions/use-cases/read-billing-runs.ts';
import { beginRun, billBatch, endRun, giveUpBatch, listDue } from '../../functions/use-cases/run-billing.ts';
import { startBillingRun } from '../../functions/use-cases/start-billing-run.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { activate, begun, must, openShop, type Shop, subscribe } from './paying-subscriber.ts';

let test: TestPorts;
let shop: Shop;
const subscribers: string[] = [];
const feb = contextAt('2026-02-01T12:00:00.000Z');
beforeAll(async () => {
  test = await makePorts();
  shop = await openShop(test.ports);
  const jan = contextAt('2026-01-05T12:00:00.000Z');
  for (let i = 0; i < 3; i++) {
    const subscriberId = await subscribe(shop);
    await activate(shop, subscriberId, jan);
    must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-05' }, jan));
    subscribers.push(subscriberId);
  }
});
afterAll(() => test.stop());

const invoices = async () => (await everyOne(test.ports.store, invoiceAggregate, { by: 'type' })).length;

describe('a billing run', () => {
  it('starts its workflow by its id and refuses a day that has begun nowhere', async () => {
    const run = must(await startBillingRun(test.ports, { on: '2026-02-01', dryRun: true }, feb));
    expect(test.recorded.workflow.at(-1)?.args).toEqual([
      'run-billing',
      run.id,
      { runId: run.id, on: '2026-02-01', dryRun: true, previewId: null, whatIf: false },
    ]);
    expect(await startBillingRun(test.ports, { on: '2026-02-03', dryRun: false }, feb)).toMatchObject({
      refusal: { code: 'billing-run.day-not-begun', pointer: '/on' },
    });
  });

  it('shows in a dry run what would come out and issues nothing', async () => {
    const before = await invoices();
    const { id: runId } = must(await startBillingRun(test.ports, { on: '2026-02-01', dryRun: true }, feb));
    const run = begun(
      await beginRun(
        test.ports,
        { runId, on: '2026-02-01', dryRun: true, previewId: null, whatIf: false },
        feb,
      ),
    );
    const due = await listDue(test.ports, { run, cursor: null, page: 0 });
    for (const batch of due.batches) await billBatch(test.ports, { run, ...batch }, feb);
    await endRun(test.ports, runId, undefined, feb);
    const { run: done } = must(await readBillingRun(test.ports, runId));
    expect(showBillingRun(done)).toMatchObject({
      state: 'completed',
      progress: { due: 3, done: 3, remainingSeconds: 0 },
      counts: { subscribers: 3, invoices: 3, failed: 0 },
      totals: [{ amount: '93.00', currency: 'USD' }],
      // They paid for a part of January.
      differences: { new: 0, gone: 0, changed: 3, unusuallyHigh: 0 },
      greatest: [...subscribers].toSorted().map((subscriberId) => ({
        subscriberId,
        total: { amount: '31.00', currency: 'USD' },
        before: { amount: '27.00', currency: 'USD' },
      })),
    });
    const page = must(await readRunPreview(test.ports, runId, undefined));
    expect(page.nextCursor).toBeUndefined();
    expect(page.items.map(showPreviewed)).toMatchObject(
      subscribers.map(() => ({
        total: { amount: '31.00' },
        change: 'changed',
        before: { amount: '27.00' },
        percent: 14.8,
        invoices: [{ lines: [{ from: '2026-02-01', to: '2026-03-01', amount: { amount: '31.00' } }] }],
      })),
    );
    expect(await invoices()).toBe(before);
  });

  it('finds what other prices, taxes and rules would come to beside those that hold, and is never issued', async () => {
    const before = await invoices();
    const shown = async (whatIf: Supposition, on = '2026-02-01') => {
      const { id: runId } = must(await startBillingRun(test.ports, { on, dryRun: true, whatIf }, feb));
      const execution = billingExecution.parse(test.recorded.workflow.at(-1)?.args[2]);
      const run = begun(await beginRun(test.ports, execution, feb));
      expect(run).toMatchObject({ runId, whatIf: true });
      const { batches } = await listDue(test.ports, { run, cursor: null, page: 0 });
      for (const batch of batches) await billBatch(test.ports, { run, ...batch }, feb);
      await endRun(test.ports, runId, undefined, feb);
      expect(await issueBillingRun(test.ports, runId, feb)).toMatchObject({
        refusal: { code: 'billing-run.supposition-issued' },
      });
      const {
        totals,
        whatIf: present,
        differences,
        greatest,
      } = showBillingRun(must(await readBillingRun(test.ports, runId)).run);
      const page = must(await readRunPreview(test.ports, runId, undefined));
      const [one] = page.items.map(showPreviewed);
      return { totals, ...present, differences, greatest, one };
    };
    const usd = (minor: number) => ({ minor, currency: 'USD' });
    const dearer = await shown({ prices: [{ itemId: shop.planId, price: usd(4_000) }] });
    expect(dearer).toMatchObject({
      totals: [{ amount: '120.00', currency: 'USD' }],
      presentTotals: [{ amount: '93.00', currency: 'USD' }],
      differences: { changed: 3, new: 0, gone: 0 },
      greatest: subscribers.map(() => ({ before: { amount: '31.00' }, total: { amount: '40.00' } })),
      one: { before: { amount: '31.00' }, total: { amount: '40.00' }, percent: 29, change: 'changed' },
    });
    // Up to a day to come, all that falls due until then.
    const twoMonths = await shown({ prices: [{ itemId: shop.planId, price: usd(4_000) }] }, '2026-03-01');
    expect(twoMonths).toMatchObject({
      totals: [{ amount: '240.00' }],
      presentTotals: [{ amount: '186.00' }],
    });
    const taxed = await shown({
      taxRules: taxRules.parse({
        rates: [{ name: 'VAT', rate: '10', inclusive: false, place: { country: 'US' }, from: '2020-01-01' }],
      }),
    });
    expect(taxed).toMatchObject({ totals: [{ amount: '102.30' }], presentTotals: [{ amount: '93.00' }] });
    // Nobody is hybrid, so that the policy says nothing for them.
    const policy = { from: '2026-01-01', rules: [{ match: {}, terms: { model: 'cycle' as const } }] };
    expect(await shown({ billingPolicy: policy })).toMatchObject({
      totals: [{ amount: '93.00' }],
      differences: { changed: 0 },
      greatest: [],
      one: { change: 'same' },
    });
    expect(
      await startBillingRun(test.ports, { on: '2026-02-01', dryRun: false, whatIf: {} }, feb),
    ).toMatchObject({ refusal: { code: 'billing-run.supposition-issued', pointer: '/dryRun' } });
    expect(await invoices()).toBe(before);
  });

  it('bills everyone who is due, goes past who cannot be billed, and counts a repeat once', async () => {
    const before = await invoices();
    const execution = {
      runId: test.ports.ids.next('run'),
      on: '2026-02-01',
      dryRun: false,
      previewId: null,
      whatIf: false,
    };
    const run = begun(await beginRun(test.ports, execution, feb));
    const due = await listDue(test.ports, { run, cursor: null, page: 0 });
    expect(due).toEqual({
      batches: [{ batch: '0-0', subscriberIds: expect.arrayContaining(subscribers) }],
      nextCursor: null,
    });
    const nobody = test.ports.ids.next('sub');
    const work = { run, batch: '0-0', subscriberIds: [nobody, ...subscribers] };
    // Cut off after the first of them was billed: the same run names that invoice all the same.
    const [first = ''] = subscribers;
    must(await billSubscriber(test.ports, { subscriberId: first, on: run.on, runId: run.runId }, feb));
    await billBatch(test.ports, work, feb);
    await billBatch(test.ports, work, feb);
    await giveUpBatch(
      test.ports,
      { run, batch: '0-1', subscriberIds: [nobody] },
      { error: 'States.Timeout', cause: '' },
      feb,
    );
    await endRun(test.ports, run.runId, undefined, feb);
    await endRun(test.ports, run.runId, { error: 'too', cause: 'late' }, feb);
    const read = must(await readBillingRun(test.ports, run.runId));
    expect(showBillingRun(read.run)).toMatchObject({
      state: 'completed',
      counts: { subscribers: 5, invoices: 3, failed: 2 },
      failures: [
        { subscriberId: nobody, code: 'subscriber.unknown' },
        { subscriberId: nobody, code: 'billing-run.batch-broke', message: 'States.Timeout: ' },
      ],
    });
    expect(read.invoices.map(({ subscriberId }) => subscriberId).toSorted()).toEqual(subscribers.toSorted());
    expect(await readRunPreview(test.ports, run.runId, undefined)).toMatchObject({
      refusal: { code: 'billing-run.not-a-dry-run' },
    });
    expect(await invoices()).toBe(before + 3);
    expect((await listDue(test.ports, { run, cursor: null, page: 0 })).batches).toEqual([]);
  });

  it('of the schedule is one an hour, for whom a day begins in it; once a day for all, and none for nobody', async () => {
    const own = await makePorts();
    const inZone = await openShop(own.ports);
    const jan = contextAt('2026-01-05T12:00:00.000Z');
    const zones = { 'Asia/Kathmandu': '', 'America/St_Johns': '', 'Pacific/Auckland': '', UTC: '' };
    for (const timeZone of Object.keys(zones) as (keyof typeof zones)[]) {
      const subscriberId = await subscribe(inZone, { timeZone });
      await activate(inZone, subscriberId, jan);
      must(await billSubscriber(own.ports, { subscriberId, on: '2026-01-06' }, jan));
      zones[timeZone] = subscriberId;
    }
    const fire = async (scheduledAt: string) => {
      const at = contextAt(scheduledAt);
      const begin = () => beginRun(own.ports, { scheduledAt }, at);
      const [run, rival] = await Promise.all([begin(), begin()]);
      expect(rival).toEqual(run);
      if (run === null) return 'nothing due';
      const { batches } = await listDue(own.ports, { run, cursor: null, page: 0 });
      for (const batch of batches) await billBatch(own.ports, { run, ...batch }, at);
      await endRun(own.ports, run.runId, undefined, at);
      expect(await begin()).toEqual(run);
      return batches.flatMap(({ subscriberIds }) => subscriberIds);
    };
    // The first of February begins at 11:00 UTC of the day before in Auckland, at 18:15 in Kathmandu, at 3:30 in Newfoundland.
    expect(await fire('2026-01-31T10:20:00Z')).toBe('nothing due');
    expect(await fire('2026-01-31T11:20:00Z')).toEqual([zones['Pacific/Auckland']]);
    expect(await fire('2026-01-31T12:20:00Z')).toBe('nothing due');
    expect(await fire('2026-01-31T18:20:00Z')).toEqual([zones['Asia/Kathmandu']]);
    expect(await fire('2026-02-01T00:20:00Z')).toEqual([zones['UTC']]);
    // The hour of Newfoundland is missed, and the next day catches up.
    expect(await fire('2026-02-01T05:20:00Z')).toBe('nothing due');
    expect(await fire('2026-02-02T00:20:00Z')).toEqual([zones['America/St_Johns']]);
    expect(await fire('2026-02-03T00:20:00Z')).toBe('nothing due');
    const invoices = await everyOne(own.ports.store, invoiceAggregate, { by: 'type' });
    expect(invoices.filter(({ state }) => state.issuedOn === '2026-02-01').length).toBe(4);
    await own.stop();
  });
});
