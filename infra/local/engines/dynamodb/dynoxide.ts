import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { LocalStack } from '../../stack.ts';
import { StartError } from '../../start-error.ts';

export interface Dynoxide {
  readonly url: string;
  /** Sequence number of the newest stream record of the table, 0 without any. */
  newestRecord(tableName: string): number;
  /**
   * Drops stream records of the table up to and including this sequence number. The newest hundred always stay: the
   * engine counts on from the highest one that it finds.
   */
  trim(tableName: string, through: number): void;
  stop(): Promise<void>;
}

const startMilliseconds = 10_000;
const keptRecords = 100;

/**
 * The shell ends the database when its standard input closes, which the kernel does however the stack ends: no orphan
 * keeps the file or the port after a SIGKILL.
 */
const watch =
  'exec 3<&0; "$@" 3<&- & child=$!; (cat <&3 >/dev/null; kill "$child") 2>/dev/null & exec 3<&-; wait "$child"';

/** Throws a StartError that says what to do where there is none. */
export function findBinary(platform: string, arch: string): string {
  const name = `@dynoxide/${platform}-${arch}`;
  try {
    const file = join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'dynoxide');
    if (existsSync(file)) return file;
  } catch (error) {
    throw missing(name, error);
  }
  throw missing(name, undefined);
}

function missing(name: string, cause: unknown): StartError {
  return new StartError(
    `the database for this platform (${name}) is not installed: run \`npm ci\` without --omit=optional, or set AWS_ENDPOINT_URL_DYNAMODB to a DynamoDB of yours`,
    { cause },
  );
}

/** DynamoDB as one process on one SQLite file in the data folder. It is started again should it die. */
export async function startDynoxide(stack: Pick<LocalStack, 'dataDir' | 'log'>): Promise<Dynoxide> {
  const binary = findBinary(process.platform, process.arch);
  const file = join(stack.dataDir, 'dynamodb.sqlite');
  const port = await freePort();
  let stopping = false;
  let child: ChildProcess;
  let exited: Promise<void>;

  const run = (): void => {
    const started = performance.now();
    child = spawn(
      '/bin/sh',
      ['-c', watch, 'dynoxide', binary, 'serve', '--port', String(port), '--db-path', file],
      {
        stdio: ['pipe', 'ignore', 'pipe'],
        // Its own process group: the interrupt key in the terminal is for the stack, which ends it last.
        detached: true,
        env: { PATH: process.env['PATH'] },
      },
    );
    // Writing to a process that has just died is no news beyond its exit.
    child.stdin?.on('error', () => undefined);
    let words = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString('utf8')).slice(-1000);
    });
    exited = new Promise((resolve) => {
      child.once('exit', (code) => {
        child.stdin?.destroy();
        resolve();
        if (stopping) return;
        stack.log('error', 'the database ended and is started again', { code, words: words.trim() });
        setTimeout(
          () => {
            if (!stopping) run();
          },
          performance.now() - started > 1000 ? 0 : 1000,
        );
      });
    });
  };

  run();
  const url = `http://127.0.0.1:${port}`;
  await untilListening(url);
  chmodSync(file, 0o600);
  const db = new DatabaseSync(file, { timeout: 5000 });
  // Without it every write to a table with a stream reads all stream records.
  db.exec(
    'CREATE INDEX IF NOT EXISTS ix_sr ON _stream_records (table_name, CAST(sequence_number AS INTEGER))',
  );
  const newest = db.prepare(
    'SELECT max(CAST(sequence_number AS INTEGER)) AS newest FROM _stream_records WHERE table_name = ?',
  );
  const remove = db.prepare(
    'DELETE FROM _stream_records WHERE id IN (SELECT id FROM _stream_records WHERE table_name = ? AND CAST(sequence_number AS INTEGER) <= ? LIMIT 500)',
  );

  const newestRecord = (tableName: string): number => Number(newest.get(tableName)?.['newest'] ?? 0);

  return {
    url,
    newestRecord,
    trim(tableName, through) {
      const bound = Math.min(through, newestRecord(tableName) - keptRecords);
      // In small bites, for each holds the database's write lock.
      while (Number(remove.run(tableName, bound).changes) === 500);
    },
    async stop() {
      stopping = true;
      db.close();
      child.stdin?.end();
      await exited;
    },
  };
}

async function untilListening(url: string): Promise<void> {
  const until = performance.now() + startMilliseconds;
  for (;;) {
    try {
      await (await fetch(url)).arrayBuffer();
      return;
    } catch (error) {
      if (performance.now() > until) throw new StartError('the database does not answer', { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
