import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Every change of the stored shape is one entry, applied once and in order; `user_version` counts them. An entry that
 * has been released is never edited.
 */
const migrations: readonly string[] = [
  `CREATE TABLE epoch (one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL);

   -- What this site must hold, by service. A row with present = 0 is a tombstone: it remembers the revision at which
   -- the service went, so that an older message cannot bring it back.
   CREATE TABLE replica (
     serviceId TEXT PRIMARY KEY,
     bucket INTEGER NOT NULL,
     revision INTEGER NOT NULL,
     present INTEGER NOT NULL,
     identity TEXT NOT NULL,
     granted TEXT NOT NULL,
     desired TEXT NOT NULL,
     password TEXT
   ) WITHOUT ROWID;
   CREATE INDEX replica_bucket ON replica (bucket, serviceId, revision) WHERE present = 1;
   CREATE INDEX replica_identity ON replica (identity) WHERE present = 1;

   CREATE TABLE journal (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     messageId TEXT NOT NULL UNIQUE,
     serviceId TEXT NOT NULL,
     revision INTEGER NOT NULL,
     receivedAt TEXT NOT NULL,
     standing TEXT NOT NULL,
     state TEXT NOT NULL,
     outcome TEXT,
     finishedAt TEXT
   );
   CREATE INDEX journal_open ON journal (serviceId) WHERE state = 'received';
   CREATE INDEX journal_finished ON journal (finishedAt) WHERE state = 'finished';

   CREATE TABLE outbox (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     messageId TEXT NOT NULL UNIQUE,
     payload TEXT NOT NULL
   );

   -- AUTOINCREMENT never hands out a number twice, also after the rows are gone, and a rolled back insert takes none.
   CREATE TABLE accounting (sequence INTEGER PRIMARY KEY AUTOINCREMENT, record TEXT NOT NULL);

   CREATE TABLE session (
     key TEXT PRIMARY KEY,
     serviceId TEXT,
     open INTEGER NOT NULL,
     stopDueAt INTEGER,
     cause TEXT NOT NULL,
     granted TEXT,
     drifted INTEGER NOT NULL,
     data TEXT NOT NULL
   ) WITHOUT ROWID;
   CREATE INDEX session_of_service ON session (serviceId) WHERE open = 1;
   CREATE INDEX session_drifted ON session (serviceId) WHERE drifted = 1;
   CREATE INDEX session_overdue ON session (stopDueAt) WHERE stopDueAt IS NOT NULL;

   CREATE TABLE configuration (
     one INTEGER PRIMARY KEY CHECK (one = 1),
     revision INTEGER NOT NULL,
     nodes TEXT NOT NULL
   );`,

  `-- Several records to a row, as they go into a message. AUTOINCREMENT also counts numbers that were given.
   CREATE TABLE accounting_batch (
     through INTEGER PRIMARY KEY AUTOINCREMENT,
     first INTEGER NOT NULL,
     records TEXT NOT NULL
   );
   INSERT INTO sqlite_sequence (name, seq) SELECT 'accounting_batch', seq FROM sqlite_sequence WHERE name = 'accounting';
   INSERT INTO accounting_batch (through, first, records)
     SELECT sequence, sequence, '{"sequence":' || sequence || ',' || substr(record, 2) FROM accounting;
   DROP TABLE accounting;

   -- Appended to, never updated: see session-store.ts.
   CREATE TABLE session_log (position INTEGER PRIMARY KEY, entries TEXT NOT NULL);
   INSERT INTO session_log (position, entries)
     SELECT position, json_array(json_array(
       data->>'$.nasKey', data->>'$.sessionId', data->>'$.nasAddress', data->>'$.nodeId', data->>'$.serviceId',
       data->>'$.grantedRevision', data->>'$.username', data->>'$.framedIp', data->>'$.callingStationId',
       data->>'$.startedAt', data->>'$.heardAt', json(data->'$.end'),
       data->>'$.seconds', data->>'$.uploadOctets', data->>'$.downloadOctets', data->>'$.interimSeconds',
       json((SELECT json_array(mark->>'kind', mark->>'seconds', mark->>'uploadOctets', mark->>'downloadOctets',
           mark->>'eventAt', mark->>'stampDelayMs')
         FROM (SELECT data->'$.startMark' AS mark) WHERE mark IS NOT NULL)),
       json((SELECT json_group_array(json_array(value->>'kind', value->>'seconds', value->>'uploadOctets',
           value->>'downloadOctets', value->>'eventAt', value->>'stampDelayMs'))
         FROM json_each(data, '$.marks'))),
       json(iif(open, 'true', 'false')), stopDueAt, cause, granted, json(iif(drifted, 'true', 'false'))))
     FROM (SELECT *, row_number() OVER (ORDER BY key) AS position FROM session);
   DROP TABLE session;`,

  `-- Keys of a SIM; and whether everything about the service's devices was proven at this revision.
   ALTER TABLE replica ADD COLUMN keys TEXT;
   ALTER TABLE replica ADD COLUMN settled INTEGER NOT NULL DEFAULT 1;
   CREATE INDEX replica_unsettled ON replica (serviceId) WHERE settled = 0;

   -- See device-holds.ts.
   CREATE TABLE device_hold (
     serviceId TEXT NOT NULL,
     key TEXT NOT NULL,
     step TEXT NOT NULL,
     PRIMARY KEY (serviceId, key)
   ) WITHOUT ROWID;`,

  `ALTER TABLE journal ADD COLUMN priority TEXT NOT NULL DEFAULT 'interactive';`,

  `-- Who had an identity before: see Replica.formerHolderOf.
   CREATE INDEX replica_former ON replica (identity) WHERE present = 0;`,

  `-- What was last reported changed by hand and is left so; which services are on a node; the reading of devices that
   -- was asked for and is not over, or whose end the cloud has not acknowledged.
   ALTER TABLE replica ADD COLUMN drift TEXT;
   CREATE INDEX replica_drift ON replica (serviceId) WHERE drift IS NOT NULL;
   ALTER TABLE device_hold ADD COLUMN nodeId TEXT GENERATED ALWAYS AS (step->>'$.nodeId') VIRTUAL;
   CREATE INDEX device_hold_node ON device_hold (nodeId, serviceId);
   CREATE TABLE audit (one INTEGER PRIMARY KEY CHECK (one = 1), state TEXT NOT NULL);`,

  `-- See waiting-onus.ts.
   CREATE TABLE waiting_onu (
     nodeId TEXT NOT NULL,
     serial TEXT NOT NULL,
     since TEXT NOT NULL,
     PRIMARY KEY (nodeId, serial)
   ) WITHOUT ROWID;`,

  `ALTER TABLE configuration ADD COLUMN payRedirect TEXT;`,
];

/** The agent's one SQLite file. Holds passwords and NAS secrets: folder 0700, files 0600. */
/** In the agent's data folder. */
export const storeFile = 'agent.db';

export interface Database {
  readonly sqlite: DatabaseSync;
  /** All or nothing, on disk when it returns. Within another one it is a part of that. */
  transaction<T>(work: () => T): T;
  /** Inside a transaction: done once it is on the disk, and not at all if it is rolled back. For what memory mirrors. */
  afterCommit(work: () => void): void;
  close(): void;
}

/** Throws with a sentence for people when the folder is held by another agent or cannot be used. */
export function openDatabase(dataDir: string): Database {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = takeLock(dataDir);
  const file = join(dataDir, storeFile);
  // SQLite gives its -wal and -shm files the mode of the main file, so the mode must be right before it opens.
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  const sqlite = new DatabaseSync(file);
  // FULL: a commit is on the disk before it returns. What is acknowledged to a NAS or to the cloud's broker rests on it.
  sqlite.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = FAST; PRAGMA busy_timeout = 5000;',
  );
  const begin = sqlite.prepare('BEGIN IMMEDIATE');
  const commit = sqlite.prepare('COMMIT');
  let committed: (() => void)[] = [];
  const database: Database = {
    sqlite,
    transaction(work) {
      if (sqlite.isTransaction) return work();
      committed = [];
      begin.run();
      let value: ReturnType<typeof work>;
      try {
        value = work();
        commit.run();
      } catch (error) {
        if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
        throw error;
      }
      for (const mirror of committed) mirror();
      return value;
    },
    afterCommit(work) {
      committed.push(work);
    },
    close() {
      sqlite.close();
      lock.close();
    },
  };
  migrate(database);
  return database;
}

function migrate({ sqlite, transaction }: Database): void {
  const row = sqlite.prepare('PRAGMA user_version').get() as { user_version: number };
  if (row.user_version > migrations.length) {
    throw new Error('The store was written by a newer agent; start that version, or give an empty dataDir.');
  }
  for (const [index, statements] of migrations.entries()) {
    if (index < row.user_version) continue;
    transaction(() => {
      sqlite.exec(statements);
      sqlite.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
}

/** A second agent on the same folder would answer twice and count twice. The lock is the kernel's, so a kill frees it. */
function takeLock(dataDir: string): DatabaseSync {
  const lock = new DatabaseSync(join(dataDir, 'agent.lock'));
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw new Error(`Another agent already runs on ${dataDir}; stop it, or give this one its own dataDir.`, {
      cause: error,
    });
  }
}
