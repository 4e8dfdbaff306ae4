import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchRow, table } from './rows.ts';

const own = new Set(['main.ts', 'rows.ts']);

/** A benchmark is a file here that exports `run`; its name is the file's. */
const known = readdirSync(import.meta.dirname)
  .filter((file) => /^[a-z]+\.ts$/.test(file) && !own.has(file))
  .map((file) => file.slice(0, -'.ts'.length));

const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true });
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`no benchmark named ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  process.exit(1);
}

const rows: BenchRow[] = [];
for (const name of positionals.length > 0 ? positionals : known) {
  const { run } = (await import(join(import.meta.dirname, `${name}.ts`))) as { run(): Promise<BenchRow[]> };
  rows.push(...(await run()));
}
console.log(table(rows));
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
