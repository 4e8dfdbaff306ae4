import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { DueBatches } from '../../functions/contracts/billing-run.ts';
import { type BillingAccount, billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { type Invoice, invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import { readBillingRun } from '../../functions/use-cases/read-billing-runs.ts';
import { beginRun, listDue } from '../../functions/use-cases/run-billing.ts';
import { seedBase } from '../bench/billing-base.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { begun, must } from '../use-cases/paying-subscriber.ts';

const subscribers = Number(process.env['KILLED_RUN_SUBSCRIBERS'] ?? 1_500);
const kills = 20;
const seed = Number(process.env['SEED'] ?? 20_261_126);
const worker = fileURLToPath(new URL('billing-run-worker.ts', import.meta.url));
const at = '2026-02-01T12:00:00.000Z';
const execution = {
  runId: `run_${'0'.repeat(25)}1`,
  on: '2026-02-01',
  dryRun: false,
  previewId: null,
  whatIf: false,
};

/** Mulberry32: the same fractions for the same seed. */
function random(state: number): () => number {
  let now = state;
  return () => {
    now = (now + 0x6d2b79f5) | 0;
    let t = Math.imul(now ^ (now >>> 15), 1 | now);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

it('a billing run that is killed twenty times issues the documents of one that nobody disturbed', async () => {
  const [calm, killed] = await Promise.all([begunRun(), begunRun()]);
  await lived(calm);
  const next = random(seed);
  const issued: number[] = [];
  for (let kill = 0; kill < kills; kill++) {
    await lived(killed, { atWrite: 1 + Math.floor(next() * 4), afterMs: Math.floor(next() * 30) });
    expect(killed.isDone, `the run was over before kill ${kill + 1} of seed ${seed}`).toBe(false);
    issued.push(await killed.test.ports.store.count(invoiceAggregate.type, { by: 'type' }));
  }
  console.log(`seed ${seed}: documents after each kill`, issued.join(' '));
  // Most lives issued something before they were ended.
  expect(new Set(issued).size).toBeGreaterThan(kills / 2);
  await lived(killed);
  expect([calm.isDone, killed.isDone]).toEqual([true, true]);

  expectSame(await documentsOf(killed.test), await documentsOf(calm.test));
  expectSame(await accountsOf(killed.test), await accountsOf(calm.test));
  expect(await totalsOf(killed.test)).toEqual(await totalsOf(calm.test));
  for (const { test, folder } of [calm, killed]) {
    await test.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

interface Run {
  readonly test: TestPorts;
  readonly folder: string;
  /** The run and its batches, as they were listed. */
  readonly file: string;
  batchesDone: number;
  isDone: boolean;
}

async function begunRun(): Promise<Run> {
  const test = await makePorts();
  await seedBase(test, subscribers);
  const run = begun(await beginRun(test.ports, execution, contextAt(at)));
  const batches: DueBatches['batches'] = [];
  for (let cursor: string | null = null, page = 0; page === 0 || cursor !== null; page++) {
    const listed = await listDue(test.ports, { run, cursor, page });
    batches.push(...listed.batches);
    cursor = listed.nextCursor;
  }
  const folder = mkdtempSync(join(tmpdir(), 'throughline-kill-billing-'));
  const file = join(folder, 'run.json');
  writeFileSync(file, JSON.stringify({ run, batches }));
  return { test, folder, file, batchesDone: 0, isDone: false };
}

/** Thousands at once are told apart by the first that differ. */
function expectSame(found: readonly object[], wanted: readonly object[]): void {
  expect(found.length).toBe(wanted.length);
  const at = found.findIndex((one, i) => JSON.stringify(one) !== JSON.stringify(wanted[i]));
  expect(found[at]).toEqual(wanted[at]);
  expect(at).toBe(-1);
}

/** One life of the process that bills; killed so many milliseconds after it sends that transaction. */
async function lived(run: Run, kill?: { readonly atWrite: number; readonly afterMs: number }): Promise<void> {
  const { endpoint, tableName } = run.test.table;
  const child = spawn(
    process.execPath,
    [worker, endpoint, tableName, run.file, at, String(run.batchesDone)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const exited = once(child, 'exit');
  let writes = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'done') run.isDone = true;
    if (line === 'batch') run.batchesDone += 1;
    if (line === 'write') writes += 1;
    if (line === 'write' && writes === kill?.atWrite) setTimeout(() => child.kill('SIGKILL'), kill.afterMs);
  }
  await exited;
}

/**
 * What the documents say, by subscriber and number. Ids are made anew in every life; what refers to a line is shown by the
 * place of that line.
 */
async function documentsOf({ ports }: TestPorts): Promise<object[]> {
  const invoices = await everyOne(ports.store, invoiceAggregate, { by: 'type' });
  return invoices
    .map(({ state }) => ({ ...(withoutIds(state) as Invoice), subscriber: middleOf(state.subscriberId) }))
    .toSorted((a, b) => (a.number < b.number ? -1 : a.number > b.number ? 1 : 0));
}

async function accountsOf({ ports }: TestPorts): Promise<object[]> {
  const accounts = await everyOne(ports.store, billingAccountAggregate, { by: 'type' });
  return accounts
    .map(({ state }) => ({
      ...(withoutIds(state) as BillingAccount),
      subscriber: middleOf(state.subscriberId),
      ledger: Object.values(state.ledger).map(withoutIds),
    }))
    .toSorted((a, b) => (a.subscriber < b.subscriber ? -1 : 1));
}

async function totalsOf({ ports }: TestPorts): Promise<object> {
  const { state } = must(await readBillingRun(ports, execution.runId)).run;
  const { subscribers: counted, invoices, failed, totals } = state;
  return { state: state.state, counted, invoices, failed, totals };
}

const id = /^([a-z]{3})_[0-9a-z]{26}(?=$|:)/;

function withoutIds(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(id, '$1');
  if (Array.isArray(value)) return value.map(withoutIds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.replace(id, '$1'), withoutIds(inner)]),
  );
}

/** Which clone of the base it is, the same in both bases; the two that lived themselves have ids of chance. */
function middleOf(subscriberId: string): string {
  const middle = subscriberId.slice(14, 22);
  return middle.startsWith('0000') ? middle : 'pattern';
}
