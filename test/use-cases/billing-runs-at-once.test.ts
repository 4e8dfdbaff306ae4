import { afterAll, beforeAll, expect, it } from 'vitest';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import { readBillingRun, showBillingRun } from '../../functions/use-cases/read-billing-runs.ts';
import { beginRun, billBatch, endRun, listDue } from '../../functions/use-cases/run-billing.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { activate, begun, must, openShop, subscribe } from './paying-subscriber.ts';

const crowd = 40;
const jan = contextAt('2026-01-05T12:00:00.000Z');
const feb = contextAt('2026-02-01T12:00:00.000Z');

let test: TestPorts;
beforeAll(async () => {
  test = await makePorts();
  const shop = await openShop(test.ports);
  for (let i = 0; i < crowd; i++) {
    const subscriberId = await subscribe(shop);
    await activate(shop, subscriberId, jan);
    must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-05' }, jan));
  }
});
afterAll(() => test.stop());

/** A run whose batches are billed side by side, each of a few of those that are due. */
async function run() {
  const execution = {
    runId: test.ports.ids.next('run'),
    on: '2026-02-01',
    dryRun: false,
    previewId: null,
    whatIf: false,
  };
  const run = begun(await beginRun(test.ports, execution, feb));
  const due = await listDue(test.ports, { run, cursor: null, page: 0 });
  await Promise.all(due.batches.map((batch) => billBatch(test.ports, { run, ...batch }, feb)));
  await endRun(test.ports, run.runId, undefined, feb);
  return showBillingRun(must(await readBillingRun(test.ports, run.runId)).run);
}

it('two runs at once over the same subscribers issue each invoice once, with numbers without gaps', async () => {
  const runs = await Promise.all([run(), run()]);
  expect(runs.flatMap(({ failures }) => failures)).toEqual([]);
  expect(runs.reduce((sum, { counts }) => sum + counts.invoices, 0)).toBe(crowd);

  const invoices = (await everyOne(test.ports.store, invoiceAggregate, { by: 'type' })).map(
    ({ state }) => state,
  );
  const ofRuns = invoices.filter(({ issuedOn }) => issuedOn === '2026-02-01');
  expect(new Set(ofRuns.map(({ subscriberId }) => subscriberId)).size).toBe(crowd);
  expect(ofRuns).toHaveLength(crowd);
  expect(ofRuns.map(({ total }) => total)).toEqual(ofRuns.map(() => 3_100));
  const numbers = invoices.map(({ number }) => Number(/\d+$/.exec(number)?.[0])).toSorted((a, b) => a - b);
  expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i));
});
