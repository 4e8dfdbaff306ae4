import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeLock } from '../../../infra/local/data-folder.ts';
import { findBinary } from '../../../infra/local/engines/dynamodb/dynoxide.ts';
import { end, identify, isAlive } from '../../../infra/local/processes.ts';
import { freePort } from '../../free-port.ts';
import { lambdaFunction, startFixture } from './fixture-assembly.ts';
import { eventually, temporaryFolder } from './small-stack.ts';

const root = join(import.meta.dirname, '..', '..', '..');
let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

/** The command's exit code and what it said. */
function start(...flags: string[]): { code: number | null; words: string } {
  const { status, stderr } = spawnSync(process.execPath, ['infra/local/main.ts', ...flags], {
    cwd: root,
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { code: status, words: stderr };
}

describe('the command says in one line what to do, and exits with 1', () => {
  const refused = (flags: string[], words: RegExp): void => {
    const answer = start(...flags);
    expect(answer.words).toMatch(words);
    expect(answer.words.trim().split('\n')).toHaveLength(1);
    expect(answer.code).toBe(1);
  };

  it('about flags', () => {
    refused(
      ['--colour', 'red'],
      /^throughline: Unknown option '--colour'; usage: npm start -- \[--data DIR\]/,
    );
    refused(['--port', 'http'], /^throughline: --port http: give a number from 0 to 65535/);
    refused(['--port', '70000'], /give a number from 0 to 65535/);
    refused(
      ['--parameter', 'WebhookLoopback'],
      /^throughline: --parameter WebhookLoopback: give a name, = and a value/,
    );
  });

  it('about a port in use', async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    refused(
      ['--data', join(folder.path, 'data'), '--port', String(port)],
      new RegExp(`^throughline: port ${port} on 127.0.0.1 is in use: .*--port`),
    );
    other.close();
  });

  it('about a folder of somebody else, which it leaves alone even when asked to start fresh', () => {
    writeFileSync(join(folder.path, 'thesis.txt'), 'years of work');
    refused(['--data', folder.path, '--fresh'], /holds files that are not of this program: .*--data/);
    expect(readFileSync(join(folder.path, 'thesis.txt'), 'utf8')).toBe('years of work');
  });

  it('about a stack that runs on the same data', () => {
    const data = join(folder.path, 'data');
    mkdirSync(data);
    const lock = takeLock(join(data, 'stack.lock'))!;
    refused(['--data', data], /^throughline: a stack is running on .*: stop it, or choose another folder/);
    lock.release();
  });

  it('about a database that is not there for the platform', () => {
    expect(() => findBinary('plan9', 'mips')).toThrow(
      /@dynoxide\/plan9-mips.*npm ci.*AWS_ENDPOINT_URL_DYNAMODB/,
    );
  });
});

describe('the data folder', () => {
  const fixture = { stacks: { Demo: { Resources: {} } } };

  it('is for its owner only, and names the endpoints', async () => {
    const stack = await startFixture(folder.path, fixture);
    const data = join(folder.path, 'data');
    expect(statSync(data).mode & 0o777).toBe(0o700);
    for (const file of ['endpoints.json', 'stack.db']) {
      expect(statSync(join(data, file)).mode & 0o777).toBe(0o600);
    }
    expect(JSON.parse(readFileSync(join(data, 'endpoints.json'), 'utf8'))).toEqual({
      api: stack.endpoints.api,
      admin: stack.endpoints.admin,
      portal: stack.endpoints.portal,
      mail: join(data, 'mail'),
      aws: stack.endpoints.aws,
      sites: [],
      clock: stack.endpoints.clock,
    });
    await expect(startFixture(folder.path, fixture)).rejects.toThrow(/is running on/);
    await stack.stop();
    await (await startFixture(folder.path, fixture)).stop();
  });

  it('is emptied by a fresh start, and keeps the clock without one', async () => {
    const ahead = Date.now() + 86_400_000;
    const first = await startFixture(folder.path, fixture);
    await (first.stack.clock as unknown as { set(now: number): Promise<void> }).set(ahead);
    await first.stop();
    const second = await startFixture(folder.path, fixture);
    expect(second.stack.clock.now()).toBeGreaterThanOrEqual(ahead);
    await second.stop();
    const third = await startFixture(folder.path, fixture, { fresh: true });
    expect(third.stack.clock.now()).toBeLessThan(ahead - 3_600_000);
    await third.stop();
  });

  it('is free again after a start that failed', async () => {
    await expect(
      startFixture(folder.path, { stacks: { Demo: { Resources: { X: { Type: 'AWS::X::Y' } } } } }),
    ).rejects.toThrow('unsupported resource type');
    await (await startFixture(folder.path, fixture)).stop();
  });
});

describe('a stop', () => {
  it('does not wait for a function that will not end', async () => {
    const mark = join(folder.path, 'spinning');
    const stack = await startFixture(folder.path, {
      stacks: {
        Demo: {
          Resources: {
            Spin: lambdaFunction('spin', { Timeout: 60, Environment: { Variables: { MARK: mark } } }),
          },
        },
      },
      bundles: {
        spin: `import { writeFileSync } from 'node:fs'; export const handler = async () => { writeFileSync(process.env.MARK, ''); for (;;) {} };`,
      },
    });
    const result = stack.stack.lambda.invoke('arn:aws:lambda:us-east-1:000000000000:function:spin', {});
    await eventually(() => existsSync(mark) || undefined);
    await stack.stop();
    expect(await result).toMatchObject({ ok: false, errorType: 'Stack.Stopping' });
  });
});

describe('a stack that is killed', () => {
  interface Killable {
    readonly child: ChildProcess;
    readonly dynamo: DynamoDBClient;
  }

  async function run(): Promise<Killable> {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'killed-stack.ts'), folder.path], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const [{ ready }] = (await once(child, 'message')) as [{ ready: string }];
    const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
    return {
      child,
      dynamo: new DynamoDBClient({ endpoint: ready, region: 'us-east-1', credentials, maxAttempts: 1 }),
    };
  }

  /** Processes that have the data folder on their command line. */
  const databases = (): string[] =>
    readdirSync('/proc').filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return /^\d+$/.test(pid) && line.includes('dynoxide') && line.includes(folder.path);
      } catch {
        return false;
      }
    });

  // A stack that was killed early enough has left none.
  const trace = (): string[] => {
    const file = join(folder.path, 'trace');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  };

  it('loses nothing that it had taken on, and leaves no database behind', async () => {
    const stored: string[] = [];
    const accepted: string[] = [];
    let n = 0;
    for (const most of [2, 5, 11]) {
      const { child, dynamo } = await run();
      const before = accepted.length;
      child.on('message', ({ accepted: number }: { accepted: number }) => {
        accepted.push(`later ${number}`);
        if (accepted.length === before + most) child.kill('SIGKILL');
      });
      const died = once(child, 'exit');
      try {
        for (;;) {
          const id = `i${n++}`;
          // The kill may come in between; then it was not accepted.
          child.send({ n }, () => undefined);
          await dynamo.send(new PutItemCommand({ TableName: 'things', Item: { id: { S: id } } }));
          stored.push(`stream ${id}`);
        }
      } catch (error) {
        expect(error).toMatchObject({ name: expect.stringMatching(/Error|ECONN|EPIPE/) });
      }
      await died;
      dynamo.destroy();
      await eventually(() => (databases().length === 0 ? true : undefined));
    }
    const { child, dynamo } = await run();
    const died = once(child, 'exit');
    await eventually(() => {
      const seen = new Set(trace());
      return [...stored, ...accepted].every((line) => seen.has(line)) ? true : undefined;
    }, 15_000);
    const order = [...new Set(trace().filter((line) => line.startsWith('stream')))];
    const number = (line: string): number => Number(line.slice('stream i'.length));
    expect(order).toEqual([...order].sort((a, b) => number(a) - number(b)));
    expect(stored.length).toBeGreaterThan(5);
    expect(accepted.length).toBeGreaterThan(5);
    dynamo.destroy();
    child.disconnect();
    await died;
    expect(databases()).toEqual([]);
  });
});

describe('a process', () => {
  it('is ended by its identity, and another with its number is not', async () => {
    const child = spawn(
      process.execPath,
      ['-e', 'process.on("SIGTERM", () => undefined); setInterval(() => undefined, 1e6); console.log(1)'],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    await once(child.stdout, 'data');
    const identity = identify(child.pid!);
    const impostor = { ...identity, startedAt: '1' };
    await end(impostor, 50);
    expect([isAlive(impostor), isAlive(identity)]).toEqual([false, true]);
    await end(identity, 50);
    expect(isAlive(identity)).toBe(false);
  });
});
