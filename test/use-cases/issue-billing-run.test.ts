import { afterAll, beforeAll, expect, it } from 'vitest';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { issueBillingRun } from '../../functions/use-cases/issue-billing-run.ts';
import { readBillingRun, showBillingRun } from '../../functions/use-cases/read-billing-runs.ts';
import { beginRun, billBatch, endRun, listDue } from '../../functions/use-cases/run-billing.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { activate, begun, must, openShop, type Shop, subscribe } from './paying-subscriber.ts';

const jan = contextAt('2026-01-05T12:00:00.000Z');
const feb = contextAt('2026-02-01T12:00:00.000Z');

let test: TestPorts;
let shop: Shop;
const subscribers: string[] = [];
beforeAll(async () => {
  test = await makePorts();
  shop = await openShop(test.ports);
  for (let i = 0; i < 3; i++) {
    const subscriberId = await subscribe(shop);
    await activate(shop, subscriberId, jan);
    must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-05' }, jan));
    subscribers.push(subscriberId);
  }
});
afterAll(() => test.stop());

it('issues what a dry run found, and names whose result has changed since', async () => {
  const [changed = '', ...unchanged] = subscribers;
  const shopDay = contextAt('2026-01-20T12:00:00.000Z');
  const preview = {
    runId: test.ports.ids.next('run'),
    on: '2026-02-01',
    dryRun: true,
    previewId: null,
    whatIf: false,
  };
  const dry = begun(await beginRun(test.ports, preview, feb));
  expect(await issueBillingRun(test.ports, preview.runId, feb)).toMatchObject({
    refusal: { code: 'billing-run.not-completed' },
  });
  const found = await listDue(test.ports, { run: dry, cursor: null, page: 0 });
  for (const batch of found.batches) await billBatch(test.ports, { run: dry, ...batch }, feb);
  await endRun(test.ports, preview.runId, undefined, feb);
  await activate(shop, changed, shopDay);

  const { id: runId } = must(await issueBillingRun(test.ports, preview.runId, feb));
  const issuing = { runId, on: preview.on, dryRun: false, previewId: preview.runId, whatIf: false };
  const run = begun(await beginRun(test.ports, issuing, feb));
  const { batches } = await listDue(test.ports, { run, cursor: null, page: 0 });
  expect(batches).toEqual(found.batches);
  for (const batch of batches) await billBatch(test.ports, { run, ...batch }, feb);
  await endRun(test.ports, runId, undefined, feb);
  const read = must(await readBillingRun(test.ports, runId));
  expect(showBillingRun(read.run)).toMatchObject({
    previewId: preview.runId,
    failures: [{ subscriberId: changed, code: 'billing-run.result-changed' }],
  });
  expect(read.invoices.map(({ subscriberId }) => subscriberId).toSorted()).toEqual(unchanged.toSorted());
  expect(await issueBillingRun(test.ports, runId, feb)).toMatchObject({
    refusal: { code: 'billing-run.not-a-dry-run' },
  });
});
