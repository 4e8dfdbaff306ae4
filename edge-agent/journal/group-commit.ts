import type { Database } from './database.ts';

/**
 * Many small writes in one transaction, so that one wait for the disk serves all that came meanwhile: some thousands of commits
 * a second become 200,000 rows. The promise resolves when the write is on the disk and rejects when it is not.
 */
export type GroupCommit = (work: () => void) => Promise<void>;

interface Waiting {
  readonly work: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const maximumGroup = 500;

export function createGroupCommit(database: Database): GroupCommit {
  const waiting: Waiting[] = [];

  function commitAlone({ work, resolve, reject }: Waiting): void {
    try {
      database.transaction(work);
    } catch (error) {
      reject(error);
      return;
    }
    resolve();
  }

  function commit(): void {
    const group = waiting.splice(0, maximumGroup);
    if (waiting.length > 0) setImmediate(commit);
    try {
      database.transaction(() => {
        for (const { work } of group) work();
      });
    } catch {
      // One bad write must not take the others with it: each gets its own transaction and its own error.
      for (const one of group) commitAlone(one);
      return;
    }
    for (const { resolve } of group) resolve();
  }

  return (work) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(commit);
      waiting.push({ work, resolve, reject });
    });
}
