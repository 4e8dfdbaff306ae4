import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { readBillingRun } from '../../functions/use-cases/read-billing-runs.ts';
import { beginRun, billBatch, endRun, listDue } from '../../functions/use-cases/run-billing.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { begun, must } from '../use-cases/paying-subscriber.ts';
import { seedBase } from './billing-base.ts';
import type { BenchRow } from './rows.ts';

const bareTransactions = 4_000;
/** As many as the database answers fastest. */
const bareAtOnce = 8;

/**
 * A whole run over subscribers with 1.5 services each: listed and billed batch after batch as the state machine does,
 * documents committed, on the real wire of the embedded database, which keeps what it is told; the hops of the state machine are left out. Beside it
 * the bare rate of that database for one transaction per invoice of the same items and sizes, several at once.
 */
export async function wholeRun(subscribers: number): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  const test = await makePorts({}, join(folder, 'dynamodb.sqlite'));
  try {
    await seedBase(test, subscribers);
    const sent = recordInvoices(test);
    const { seconds, invoices } = await bill(test);
    sent.stop();
    const bare = await bareRate(test, sent.samples);
    const rate = invoices / seconds;
    const rss = process.memoryUsage().rss / 1_048_576;
    const row = (metric: string, value: number, unit: string) => ({
      bench: 'billing',
      metric: `${metric} (${subscribers.toLocaleString('en')})`,
      value,
      unit,
    });
    return [
      row('run', seconds, 's'),
      row('run_invoices_per_s', rate, '1/s'),
      row('bare_transactions_per_s', bare, '1/s'),
      row('db_fraction', rate / bare, ''),
      row('run_rss', rss, 'MB'),
    ];
  } finally {
    await test.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bill(test: TestPorts): Promise<{ seconds: number; invoices: number }> {
  const { ports } = test;
  const at = contextAt('2026-02-01T12:00:00.000Z');
  const before = await ports.store.count(invoiceAggregate.type, { by: 'type' });
  const from = performance.now();
  const execution = {
    runId: ports.ids.next('run'),
    on: '2026-02-01',
    dryRun: false,
    previewId: null,
    whatIf: false,
  };
  const run = begun(await beginRun(ports, execution, at));
  let cursor: string | null = null;
  for (let page = 0; page === 0 || cursor !== null; page++) {
    const { batches, nextCursor } = await listDue(ports, { run, cursor, page });
    for (const batch of batches) await billBatch(ports, { run, ...batch }, at);
    cursor = nextCursor;
  }
  await endRun(ports, run.runId, undefined, at);
  const seconds = (performance.now() - from) / 1_000;
  const { state } = must(await readBillingRun(ports, run.runId)).run;
  if (state.failed > 0)
    throw new Error(`${state.failed} were not billed: ${JSON.stringify(state.failures[0])}`);
  const invoices = (await ports.store.count(invoiceAggregate.type, { by: 'type' })) - before;
  if (invoices !== state.invoices)
    throw new Error(`${state.invoices} invoices are told of, ${invoices} are there`);
  return { seconds, invoices };
}

type Transaction = NonNullable<ConstructorParameters<typeof TransactWriteCommand>[0]['TransactItems']>;

/** What the run writes for each invoice; of some thousand it is kept. */
function recordInvoices({ table }: TestPorts) {
  const samples: Transaction[] = [];
  const record = { on: true };
  table.client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const { TransactItems } = args.input as { TransactItems?: Transaction };
        if (record.on && commandName === 'TransactWriteItemsCommand' && samples.length < bareTransactions) {
          samples.push(...invoicesIn(TransactItems ?? []));
        }
        return next(args);
      },
    { step: 'initialize' },
  );
  return {
    samples,
    stop() {
      record.on = false;
    },
  };
}

/** Each invoice begins with its account and takes its number. */
function invoicesIn(items: Transaction): Transaction[] {
  const ofKind = (item: Transaction[number], kind: string) =>
    String(item.Put?.Item?.['pk'] ?? item.Update?.Key?.['pk']).startsWith(`${kind}#`);
  const number = items.filter((item) => ofKind(item, 'SERIES'));
  const invoices: Transaction[] = [];
  for (const item of items) {
    if (ofKind(item, 'billing-account') && item.Put?.Item?.['sk'] === 'STATE') invoices.push([]);
    if (!ofKind(item, 'SERIES')) invoices.at(-1)?.push(item);
  }
  return number.length === 0 ? [] : invoices.map((own) => [...own, ...number]);
}

/** The same items under keys of their own. */
async function bareRate({ table }: TestPorts, samples: readonly Transaction[]): Promise<number> {
  const client = DynamoDBDocumentClient.from(table.client, {
    marshallOptions: { removeUndefinedValues: true },
  });
  const transactions = samples.map((items, i) =>
    items.map((item, j) => {
      const Item = { ...(item.Put?.Item ?? item.Update?.Key), pk: `BARE#${i}`, sk: String(j) };
      return {
        Put: { TableName: table.tableName, Item, ConditionExpression: 'attribute_not_exists(pk)' },
      };
    }),
  );
  const from = performance.now();
  let next = 0;
  const write = async () => {
    for (let one = transactions[next++]; one !== undefined; one = transactions[next++]) {
      await client.send(new TransactWriteCommand({ TransactItems: one }));
    }
  };
  await Promise.all(Array.from({ length: bareAtOnce }, write));
  return transactions.length / ((performance.now() - from) / 1_000);
}
