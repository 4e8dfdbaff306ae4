import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { liveYear } from './live-year.ts';
import { differencesOf } from './summary.ts';

/**
 * A year of a small provider, lived through day by day on one settable clock: `npm run year`. What happened is held
 * against the summary that is kept here; `--keep` keeps what was found instead. Another seed is another year: of that
 * only what must hold is checked, unless its summary is kept as well.
 */
const { values } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '500' },
    days: { type: 'string', default: '365' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
  },
});
const [subscribers, days, seed] = [values.subscribers, values.days, values.seed].map(Number) as [
  number,
  number,
  number,
];
const name = `${subscribers}-subscribers-${days}-days${seed === 1 ? '' : `-seed-${seed}`}.json`;
const file = join(import.meta.dirname, 'summaries', name);

const began = performance.now();
const elapsed = () => `${Math.round((performance.now() - began) / 1000)} s`;
const { summary, events, checked, refusals } = await liveYear({
  subscribers,
  days,
  seed,
  tell: (line) => console.log(`${line}, ${elapsed()}`),
});
console.log(`${days} days of ${subscribers} subscribers in ${elapsed()}: ${events} events.`);
console.log(`Held throughout: ${words(checked)}.`);
if (Object.keys(refusals).length > 0) console.log(`Refused, as it may be: ${words(refusals)}.`);

if (values.keep) {
  writeFileSync(file, summary);
  console.log(`Kept in ${file}.`);
} else if (existsSync(file)) {
  const kept = readFileSync(file, 'utf8');
  for (const difference of differencesOf(kept, summary)) console.error(difference);
  if (kept === summary) {
    console.log('It is the year that is kept.');
  } else {
    console.error(`The year is another than ${file} says; where that is meant, keep it with --keep.`);
    process.exitCode = 1;
  }
} else if (seed === 1) {
  console.error(`There is no ${file} to compare with; keep this year there with --keep.`);
  process.exitCode = 1;
}

function words(counted: Readonly<Record<string, number>>): string {
  return Object.entries(counted)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}
