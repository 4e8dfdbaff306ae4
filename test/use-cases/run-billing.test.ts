import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import {
  readBillingRun,
  readRunPreview,
  showBillingRun,
  showPreviewed,
} from '../../functions/use-cases/read-billing-runs.ts';
import { beginRun, billBatch, endRun, giveUpBatch, listDue } from '../../functions/use-cases/run-billing.ts';
import { startBillingRun } from '../../functions/use-cases/start-billing-run.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { activate, must, openShop, type Shop, subscribe } from './paying-subscriber.ts';

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
      { runId: run.id, on: '2026-02-01', dryRun: true, previewId: null },
    ]);
    expect(await startBillingRun(test.ports, { on: '2026-02-03', dryRun: false }, feb)).toMatchObject({
      refusal: { code: 'billing-run.day-not-begun', pointer: '/on' },
    });
  });

  it('shows in a dry run what would come out and issues nothing', async () => {
    const before = await invoices();
    const { id: runId } = must(await startBillingRun(test.ports, { on: '2026-02-01', dryRun: true }, feb));
    const run = await beginRun(test.ports, { runId, on: '2026-02-01', dryRun: true, previewId: null }, feb);
    const due = await listDue(test.ports, { on: run.on, cursor: null, page: 0 });
    for (const batch of due.batches) await billBatch(test.ports, { ...run, ...batch }, feb);
    await endRun(test.ports, runId, undefined, feb);
    const { run: done } = must(await readBillingRun(test.ports, runId));
    expect(showBillingRun(done)).toMatchObject({
      state: 'completed',
      progress: { due: 3, done: 3, remainingSeconds: 0 },
      counts: { subscribers: 3, invoices: 3, failed: 0 },
      totals: [{ amount: '93.00', currency: 'USD' }],
      // They paid for a part of January.
      differences: { new: 0, gone: 0, changed: 3, unusuallyHigh: 0 },
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

  it('bills everyone who is due, goes past who cannot be billed, and counts a repeat once', async () => {
    const before = await invoices();
    const execution = { runId: test.ports.ids.next('run'), on: '2026-02-01', dryRun: false, previewId: null };
    const run = await beginRun(test.ports, execution, feb);
    const due = await listDue(test.ports, { on: run.on, cursor: null, page: 0 });
    expect(due).toEqual({
      batches: [{ batch: '0-0', subscriberIds: expect.arrayContaining(subscribers) }],
      nextCursor: null,
    });
    const nobody = test.ports.ids.next('sub');
    const work = { ...run, batch: '0-0', subscriberIds: [nobody, ...subscribers] };
    // Cut off after the first of them was billed: the same run names that invoice all the same.
    const [first = ''] = subscribers;
    must(await billSubscriber(test.ports, { subscriberId: first, on: run.on, runId: run.runId }, feb));
    await billBatch(test.ports, work, feb);
    await billBatch(test.ports, work, feb);
    await giveUpBatch(
      test.ports,
      { ...run, batch: '0-1', subscriberIds: [nobody] },
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
    expect((await listDue(test.ports, { on: run.on, cursor: null, page: 0 })).batches).toEqual([]);
  });

  it('of the schedule is one a day', async () => {
    const begin = () => beginRun(test.ports, { scheduledAt: '2026-02-01T00:15:00Z' }, feb);
    const [a, b] = await Promise.all([begin(), begin()]);
    expect(a).toEqual(b);
    expect(a).toMatchObject({ on: '2026-02-01', dryRun: false });
    expect(await begin()).toEqual(a);
    const next = await beginRun(test.ports, { scheduledAt: '2026-02-02T00:15:00Z' }, feb);
    expect(next.runId).not.toBe(a.runId);
  });
});
