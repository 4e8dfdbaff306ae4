import { Session } from 'node:inspector/promises';
import { billingProfile } from '../../functions/contracts/billing-profile.ts';
import { billingSteps } from '../../functions/domain/billing/bill.ts';
import { steadyProfile } from '../../functions/domain/billing/billing-terms.ts';
import { type BilledService, calculate } from '../../functions/domain/billing/calculate.ts';
import { dayNumber, dayOf } from '../../functions/domain/billing/days.ts';
import { type Ledger, withEntries } from '../../functions/domain/billing/ledger.ts';
import { extra, history, plan, timelineOf } from '../domain/billing/service-history.ts';
import { wholeRun } from './billing-run.ts';
import type { BenchRow } from './rows.ts';

const subscribers = 20_000;
const rounds = 7;
const warmUps = 3;

interface Case {
  readonly services: readonly BilledService[];
  readonly ledger: Ledger;
}

/** Subscribers with a plan, an add-on and tax, who have been billed before and are due again: what a run meets most. */
function cases(): readonly Case[] {
  const profiles = steadyProfile(
    billingProfile.parse({ model: 'pro-rata', cycleDay: 1, taxes: [{ name: 'VAT', rate: '19' }] }),
  );
  return Array.from({ length: subscribers }, (_, i) => {
    const sold = plan(`p${i % 40}`, { minor: 1_999 + (i % 40) * 100 });
    const on = dayOf(dayNumber('2026-01-01') + (i % 28));
    const extras = [extra('tv', { minor: 499 })];
    const timeline = timelineOf(history({ plan: sold, extras }, [{ on, type: 'activated' }]));
    const services = [{ timeline, profiles }];
    let ledger: Ledger = {};
    for (const day of [on, '2026-02-01']) ledger = withEntries(ledger, entriesOf({ services, ledger }, day));
    return { services, ledger };
  });
}

function billed({ services, ledger }: Case, day: string) {
  let line = 0;
  return calculate({ services, ledger, on: dayNumber(day), nextLineId: () => `lin_${line++}` });
}

function entriesOf(one: Case, day: string) {
  return billed(one, day).flatMap(({ entries }) => entries);
}

/** Invoices of one day for all subscribers, on this one core. */
function bill(all: readonly Case[]): number {
  let invoices = 0;
  for (const one of all) invoices += billingSteps(billed(one, '2026-03-01'), 'merged').length;
  return invoices;
}

/** The calculation alone, then a whole run on the database, then how that grows. */
export async function run(): Promise<BenchRow[]> {
  return [...(await calculation()), ...(await wholeRun(20_000))];
}

/** On one core: histories and account in memory, invoices out. */
async function calculation(): Promise<BenchRow[]> {
  const all = cases();
  for (let i = 0; i < warmUps; i++) bill(all);
  const rates: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const before = process.cpuUsage();
    const invoices = bill(all);
    const { user, system } = process.cpuUsage(before);
    rates.push((invoices / (user + system)) * 1_000_000);
  }
  const median = rates.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
  const { bytes, invoices, heaviest } = await allocations(all);
  console.log(`allocated by: ${heaviest.map(({ name, share }) => `${name} ${share} %`).join(', ')}`);
  return [
    { bench: 'billing', metric: 'invoices_per_s', value: median, unit: '1/s per core' },
    { bench: 'billing', metric: 'bytes_per_invoice', value: bytes / invoices, unit: 'B' },
  ];
}

interface Node {
  readonly callFrame: { readonly functionName: string };
  readonly selfSize: number;
  readonly children: readonly Node[];
}

/** What one round allocates, garbage included, by V8's sampling heap profiler, and the functions that allocate most of it. */
async function allocations(all: readonly Case[]) {
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.startSampling', {
    samplingInterval: 4_096,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  const invoices = bill(all);
  const { profile } = await session.post('HeapProfiler.stopSampling');
  session.disconnect();
  const byName = new Map<string, number>();
  const visit = ({ callFrame, selfSize, children }: Node) => {
    const name = callFrame.functionName || '(anonymous)';
    byName.set(name, (byName.get(name) ?? 0) + selfSize);
    for (const child of children) visit(child);
  };
  visit(profile.head);
  const bytes = [...byName.values()].reduce((sum, size) => sum + size, 0);
  const heaviest = [...byName]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 12)
    .map(([name, size]) => ({ name, share: Math.round((size / bytes) * 100) }));
  return { bytes, invoices, heaviest };
}
