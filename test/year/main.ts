import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { liveYear } from './live-year.ts';
import { differencesOf } from './summary.ts';

/**
 * A year of a small provider, lived through day by day on one settable clock: `node test/year/main.ts`. What happened is held
 * against the summary that is kept here; `--write` keeps what was found instead.
 */
const { values } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '40' },
    days: { type: 'string', default: '365' },
    seed: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
  },
});
const wish = {
  subscribers: Number(values.subscribers),
  days: Number(values.days),
  seed: Number(values.seed),
  tell: (line: string) => console.log(line),
};
const file = join(import.meta.dirname, 'summaries', `${wish.subscribers}-subscribers-${wish.days}-days.json`);

const began = performance.now();
const { summary, events, checked, refusals } = await liveYear(wish);
const seconds = Math.round((performance.now() - began) / 1000);
console.log(`${wish.days} days of ${wish.subscribers} subscribers in ${seconds} s: ${events} events.`);
console.log(`Held throughout: ${words(checked)}.`);
if (Object.keys(refusals).length > 0) console.log(`Refused, as it may be: ${words(refusals)}.`);

if (values.write) {
  writeFileSync(file, summary);
  console.log(`Kept in ${file}.`);
} else if (!existsSync(file)) {
  console.error(`There is no ${file} to compare with; keep this year there with --write.`);
  process.exitCode = 1;
} else {
  const kept = readFileSync(file, 'utf8');
  const differences = differencesOf(kept, summary);
  for (const difference of differences) console.error(difference);
  if (kept !== summary) {
    console.error(`The year is another than ${file} says; where that is meant, keep it with --write.`);
    process.exitCode = 1;
  } else {
    console.log('It is the year that is kept.');
  }
}

function words(counted: Readonly<Record<string, number>>): string {
  return Object.entries(counted)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}
