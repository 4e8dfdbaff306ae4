import { wholeRun } from './billing-run.ts';
import type { BenchRow } from './rows.ts';

const bases = [1_000, 10_000, 100_000];

/** How a billing run grows with the base: seconds, invoices a second and memory of its process. About a quarter of an hour. */
export async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const subscribers of bases) rows.push(...(await wholeRun(subscribers)));
  return rows;
}
