import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from './start-error.ts';

export interface DataFolder {
  readonly path: string;
  readonly db: DatabaseSync;
  /** Closes the stack's memory and lets the next stack have the folder. */
  close(): void;
}

const lockFile = 'stack.lock';
const pidFile = 'stack.pid';
const memoryFile = 'stack.db';

/**
 * Takes a lock on a file until `release`. The lock is the kernel's, by way of SQLite: it ends with the process however
 * that ends, so none is ever stale. `undefined` while another holds it.
 */
export function takeLock(file: string): { release(): void } | undefined {
  const db = new DatabaseSync(file);
  try {
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Error && /locked|busy/.test(error.message)) return undefined;
    throw error;
  }
  return { release: () => db.close() };
}

/** Opens the folder for one stack alone. Everything in it is readable by its owner only. */
export async function openDataFolder(
  path: string,
  options: { readonly fresh: boolean; beforeFresh(): Promise<void> },
): Promise<DataFolder> {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StartError(`the data folder ${path} cannot be made: choose another with --data`, {
      cause: error,
    });
  }
  const foreign = !existsSync(join(path, lockFile)) && readdirSync(path).length > 0;
  if (foreign) {
    throw new StartError(
      `${path} holds files that are not of this program: choose an empty or a new folder with --data`,
    );
  }
  const lock = takeLock(join(path, lockFile));
  if (lock === undefined) {
    const owner = existsSync(join(path, pidFile)) ? readFileSync(join(path, pidFile), 'utf8').trim() : '';
    throw new StartError(
      `a stack${owner === '' ? '' : ` (process ${owner})`} is running on ${path}: stop it, or choose another folder with --data`,
    );
  }
  writeFileSync(join(path, pidFile), `${process.pid}\n`, { mode: 0o600 });
  if (options.fresh) {
    await options.beforeFresh();
    for (const name of readdirSync(path)) {
      if (name !== lockFile && name !== pidFile) rmSync(join(path, name), { recursive: true, force: true });
    }
  }
  chmodSync(path, 0o700);
  const db = new DatabaseSync(join(path, memoryFile));
  chmodSync(join(path, memoryFile), 0o600);
  // What is committed outlives a killed process; a power cut may take the last moments.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000');
  return {
    path,
    db,
    close() {
      db.close();
      rmSync(join(path, pidFile), { force: true });
      lock.release();
    },
  };
}
