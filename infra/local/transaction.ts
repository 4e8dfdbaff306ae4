import type { DatabaseSync } from 'node:sqlite';

/**
 * Runs `work` as one transaction of the stack's memory. Inside another transaction it becomes a savepoint: it fails
 * alone, and commits with the outer one. `work` must not wait for anything, since the connection is shared.
 */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  const nested = db.isTransaction;
  db.exec(nested ? 'SAVEPOINT part' : 'BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec(nested ? 'RELEASE part' : 'COMMIT');
    return result;
  } catch (error) {
    // A full disk may have ended the transaction already.
    if (db.isTransaction) db.exec(nested ? 'ROLLBACK TO part; RELEASE part' : 'ROLLBACK');
    throw error;
  }
}
