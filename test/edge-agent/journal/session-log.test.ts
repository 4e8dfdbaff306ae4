import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AaaSession } from '../../../edge-agent/aaa/session.ts';
import { openDatabase } from '../../../edge-agent/journal/database.ts';
import { createSessionLog, type NotedSession } from '../../../edge-agent/journal/session-log.ts';
import { openStore } from '../../../edge-agent/journal/store.ts';

function folder(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'throughline-sessions-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  return dataDir;
}

const mark = { kind: 'interim', seconds: 10, uploadOctets: 7, downloadOctets: 9, eventAt: 5000 } as const;

function sessionOf(n: number, change: Partial<AaaSession> = {}): AaaSession {
  return {
    key: `10.0.0.1/nas/s${n}`,
    nasKey: '10.0.0.1/nas',
    sessionId: `s${n}`,
    nasAddress: '10.0.0.1',
    nodeId: undefined,
    serviceId: undefined,
    grantedRevision: undefined,
    username: 'änna \u0001',
    framedIp: undefined,
    callingStationId: undefined,
    startedAt: 1,
    heardAt: 2,
    end: undefined,
    seconds: 0,
    uploadOctets: 0,
    downloadOctets: Number.MAX_SAFE_INTEGER,
    interimSeconds: 300,
    startMark: undefined,
    marks: [],
    ...change,
  };
}

const full: Partial<AaaSession> = {
  nodeId: 'nod_1',
  serviceId: 'svc_1',
  grantedRevision: 3,
  framedIp: '10.9.0.7',
  ipv6: ['2001:db8:0:7::/64', '2001:db8:100:4200::/56'],
  callingStationId: 'aa:bb',
  end: { at: 9, by: 'nas', cause: 'NAS-Reboot' },
  startMark: { ...mark, kind: 'start', stampDelayMs: 0 },
  marks: [
    { ...mark, stampDelayMs: undefined },
    { ...mark, stampDelayMs: 1000 },
  ],
};

function noted(session: AaaSession): NotedSession {
  const note = { open: true, stopDueAt: 1, cause: 'x', granted: undefined, drifted: false, position: 0 };
  return { session, note };
}

/** What one log says after another has written: the restart. */
function createTestLog() {
  const database = openDatabase(folder());
  onTestFinished(database.close);
  // Nobody pulls the plug here.
  database.sqlite.exec('PRAGMA synchronous = OFF');
  const log = createSessionLog(database);
  const inMemory = (of = log) => new Map([...of.table.slots()].map(({ session }) => [session.key, session]));
  return {
    inMemory,
    onDisk: () => inMemory(createSessionLog(database)),
    append: (sessions: readonly AaaSession[], forgotten: readonly string[] = []) =>
      log.append(sessions.map(noted), forgotten, () => undefined),
    entries: () =>
      database.sqlite.prepare('SELECT sum(json_array_length(entries)) AS n FROM session_log').get()?.['n'],
    failing(work: () => void) {
      const failure = new Error('the disk is full');
      const failed = () =>
        database.transaction(() => {
          work();
          throw failure;
        });
      expect(failed).toThrow(failure);
    },
  };
}

describe('the log of sessions', () => {
  it('gives sessions back after a restart as they were, with everything or nothing in them', () => {
    const { append, onDisk } = createTestLog();
    const all = [sessionOf(1), sessionOf(2, full)];
    append(all);
    expect(onDisk()).toEqual(new Map(all.map((one) => [one.key, one])));
  });

  it('leaves memory alone when the disk does not take it', () => {
    const { append, onDisk, inMemory, failing } = createTestLog();
    append([sessionOf(1)]);
    failing(() => append([sessionOf(1, { seconds: 60 }), sessionOf(2)]));
    expect([...inMemory().values()]).toEqual([sessionOf(1)]);
    expect([...onDisk().values()]).toEqual([sessionOf(1)]);
  });

  it('stays within bounds and forgets nothing, whoever is heard, silent or forgotten', () => {
    // A run writes the log full several times over.
    const known = 900;
    const step = fc.record({
      heard: fc.uniqueArray(fc.nat(known), { minLength: 20, maxLength: 40 }),
      times: fc.integer({ min: 30, max: 60 }),
      forgotten: fc.option(fc.nat(known), { nil: undefined }),
      failing: fc.option(fc.nat(known), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 18, maxLength: 25 }), (steps) => {
        const { append, onDisk, inMemory, entries, failing } = createTestLog();
        const expected = new Map<string, AaaSession>();
        const hear = (sessions: readonly AaaSession[]) => {
          append(sessions);
          for (const session of sessions) expected.set(session.key, session);
        };
        hear(Array.from({ length: known }, (_, n) => sessionOf(n)));
        steps.forEach((one, seconds) => {
          const { failing: refused } = one;
          if (refused !== undefined) failing(() => append([sessionOf(refused, { seconds: -1 })]));
          for (let i = 0; i < one.times; i++)
            hear(one.heard.map((n) => sessionOf(n, { seconds, uploadOctets: i })));
          if (one.forgotten === undefined) return;
          const { key } = sessionOf(one.forgotten);
          append([], [key]);
          expected.delete(key);
        });
        expect(inMemory()).toEqual(expected);
        expect(onDisk()).toEqual(expected);
        expect(entries()).toBeLessThan(2 * known + 5000 + 1000);
      }),
      { seed: 20261103, numRuns: 6, endOnFailure: true },
    );
  });
});

it('a store of the first shape is taken over with its sessions, its records and their numbers', () => {
  const dataDir = folder();
  const old = new DatabaseSync(join(dataDir, 'agent.db'));
  old.exec(`CREATE TABLE epoch (one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL);
    CREATE TABLE replica (serviceId TEXT PRIMARY KEY, bucket INTEGER, revision INTEGER, present INTEGER,
      identity TEXT, granted TEXT, desired TEXT, password TEXT) WITHOUT ROWID;
    CREATE TABLE journal (number INTEGER PRIMARY KEY AUTOINCREMENT, messageId TEXT UNIQUE, serviceId TEXT,
      revision INTEGER, receivedAt TEXT, standing TEXT, state TEXT, outcome TEXT, finishedAt TEXT);
    CREATE TABLE outbox (number INTEGER PRIMARY KEY AUTOINCREMENT, messageId TEXT UNIQUE, payload TEXT);
    CREATE TABLE accounting (sequence INTEGER PRIMARY KEY AUTOINCREMENT, record TEXT NOT NULL);
    CREATE TABLE session (key TEXT PRIMARY KEY, serviceId TEXT, open INTEGER NOT NULL, stopDueAt INTEGER,
      cause TEXT NOT NULL, granted TEXT, drifted INTEGER NOT NULL, data TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE configuration (one INTEGER PRIMARY KEY, revision INTEGER NOT NULL, nodes TEXT NOT NULL);
    INSERT INTO epoch VALUES (1, 'the epoch');
    INSERT INTO accounting (sequence, record) VALUES (6, '{"kind":"on"}'), (7, '{"kind":"off"}'), (8, '{}');
    DELETE FROM accounting WHERE sequence = 8;
    PRAGMA user_version = 1;`);
  const insert = old.prepare('INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  // It knew nothing of IPv6.
  const [one, other] = [sessionOf(1), sessionOf(2, { ...full, ipv6: undefined })];
  insert.run(one.key, null, 1, 5, 'Lost-Carrier', null, 0, JSON.stringify(one));
  insert.run(other.key, 'svc_1', 0, null, 'NAS-Reboot', 'grant', 1, JSON.stringify(other));
  old.close();

  const store = openStore(dataDir);
  onTestFinished(store.close);
  expect(store.sessions.table.slot(one.key)).toEqual({
    session: one,
    note: expect.objectContaining({ open: true, stopDueAt: 5, drifted: false }),
  });
  expect(store.sessions.table.slot(other.key)).toEqual({
    session: other,
    note: expect.objectContaining({ open: false, cause: 'NAS-Reboot', granted: 'grant', drifted: true }),
  });
  expect(store.accounting.batchAfter(0, { records: 100, octets: 9999 })).toEqual({
    epoch: 'the epoch',
    first: 6,
    through: 7,
    records: '[{"sequence":6,"kind":"on"},{"sequence":7,"kind":"off"}]',
  });
  expect(store.accounting.lastSequence()).toBe(8);
});
