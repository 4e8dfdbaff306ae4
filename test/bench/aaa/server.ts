import { DatabaseSync } from 'node:sqlite';
import { createAaa } from '../../../edge-agent/aaa/aaa.ts';
import { type AaaEntry, aaaEntry } from '../../../edge-agent/aaa/aaa-entry.ts';
import type { AccountingBatch } from '../../../edge-agent/aaa/accounting-batches.ts';
import { nasClient, nasDirectory } from '../../../edge-agent/aaa/nas.ts';
import { desiredOf, passwordOf, secret, serviceCount } from './subscribers.ts';

/**
 * The server under test, a process of its own. Arguments: a folder for a durable store, or nothing to keep accounting in
 * memory only. Tells its ports, and its CPU time in microseconds whenever it is asked.
 */
const [folder] = process.argv.slice(2);
const entries = new Map<string, AaaEntry>();
for (let i = 0; i < serviceCount; i++) {
  const entry = aaaEntry(desiredOf(i), passwordOf(i))!;
  entries.set(entry.identity, entry);
}

const aaa = createAaa({
  lookup: (identity) => entries.get(identity),
  nas: nasDirectory([
    { address: '127.0.0.1', nas: nasClient({ nodeId: 'nod_0', driver: 'mikrotik-routeros', secret }) },
  ]),
  recordAccounting: folder === undefined ? () => undefined : durably(folder),
  now: Date.now,
  onFault: (fault) => {
    throw fault;
  },
});
const { auth, acct } = await aaa.listen({ host: '127.0.0.1', authPort: 0, acctPort: 0 });
process.on('message', (message) => {
  if (message === 'usage') {
    const { user, system } = process.cpuUsage();
    process.send!({ cpuMicroseconds: user + system, rss: process.memoryUsage.rss(), stats: aaa.stats });
  }
});
process.send!({ auth: auth.port, acct: acct.port });

/** Records and sessions in one transaction per batch, on the disk before the NAS is told. */
function durably(dataFolder: string): (batch: AccountingBatch) => void {
  const database = new DatabaseSync(`${dataFolder}/bench.sqlite`);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE accounting (sequence INTEGER PRIMARY KEY AUTOINCREMENT, record TEXT NOT NULL);
    CREATE TABLE session (key TEXT PRIMARY KEY, session TEXT NOT NULL) WITHOUT ROWID;`);
  const addRecord = database.prepare('INSERT INTO accounting (record) VALUES (?)');
  const putSession = database.prepare('INSERT OR REPLACE INTO session VALUES (?, ?)');
  return ({ records, sessions }) => {
    database.exec('BEGIN IMMEDIATE');
    for (const record of records) addRecord.run(JSON.stringify(record));
    for (const session of sessions) putSession.run(session.key, JSON.stringify(session));
    database.exec('COMMIT');
  };
}
