import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from './small-stack.ts';

const program = fileURLToPath(new URL('./victim.ts', import.meta.url));
const kills = 6;
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

let folder: ReturnType<typeof temporaryFolder>;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  child?.kill('SIGKILL');
  folder.remove();
});

/** Numbers in [0, 1) that the seed determines. */
function* randoms(state: number): Generator<number, never> {
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

function run(...args: string[]): { child: ChildProcess; lines: string[]; errors: string[] } {
  const started = spawn(process.execPath, [program, folder.path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const errors: string[] = [];
  let rest = '';
  started.stdout.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    // What follows the last line break may be half a number, and was not acknowledged.
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  started.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  child = started;
  return { child: started, lines, errors };
}

it('loses nothing that was acknowledged when it is killed at any moment', async () => {
  console.log(`seed ${seed}`);
  const random = randoms(seed);
  const messages: string[] = [];
  const executions: { name: string; sum: number }[] = [];
  for (let round = 0; round < kills; round += 1) {
    const { child: victim, lines, errors } = run(`r${round}`, 'load');
    await Promise.race([once(victim.stdout!, 'data'), once(victim, 'exit')]);
    expect(
      errors.filter((line) => !line.includes('ExperimentalWarning')),
      'the victim failed',
    ).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, random.next().value * 250));
    victim.kill('SIGKILL');
    await once(victim, 'close');
    for (const line of lines) {
      const name = `r${round}-${line}`;
      messages.push(name);
      if (Number(line) % 4 === 0) executions.push({ name, sum: 2 * (3 + Number(line)) });
    }
  }
  expect(executions.length).toBeGreaterThanOrEqual(kills);

  const { child: last, lines, errors } = run('last');
  await once(last, 'close');
  expect(lines, errors.join('')).toEqual(['settled']);

  const ledger = new DatabaseSync(`${folder.path}/ledger.db`);
  const handled = ledger.prepare('SELECT queue, body FROM handled ORDER BY seq').all();
  ledger.close();
  const standard = new Set(handled.filter((row) => row['queue'] === 'standard').map((row) => row['body']));
  expect(messages.filter((name) => !standard.has(name))).toEqual([]);

  // Repeated, yes; but the first time that each was handled, it was its turn.
  const ordered = handled.filter((row) => row['queue'] === 'ordered').map((row) => String(row['body']));
  for (let group = 0; group < 3; group += 1) {
    const firsts = [...new Set(ordered.filter((body) => body.startsWith(`g${group} `)))];
    const sent = messages
      .filter((name) => Number(name.split('-')[1]) % 3 === group)
      .map((name) => `g${group} ${name}`);
    const acknowledged = new Set(sent);
    expect(firsts.filter((body) => acknowledged.has(body))).toEqual(sent);
  }

  const stack = new DatabaseSync(`${folder.path}/stack.db`);
  const ended = new Map(
    stack
      .prepare('SELECT name, status, output FROM states_execution')
      .all()
      .map((row) => [row['name'], `${row['status']} ${row['output']}`]),
  );
  const left = stack.prepare('SELECT COUNT(*) AS n FROM states_branch').get();
  stack.close();
  expect(executions.map(({ name }) => ended.get(name))).toEqual(
    executions.map(({ sum }) => `SUCCEEDED ${sum}`),
  );
  expect(left).toEqual({ n: 0 });
  console.log(`${messages.length} messages and ${executions.length} executions over ${kills} kills`);
}, 60_000);
