import { type AaaSession, type RecordMark, sessionKey } from '../aaa/session.ts';
import { SessionTable } from '../aaa/session-table.ts';
import type { Database } from './database.ts';

/** What the store knows of a session besides what accounting tells. */
export interface SessionNote {
  readonly open: boolean;
  /** Of an open session only memory knows it exactly, see SessionStore.renewPatience. */
  stopDueAt: number | undefined;
  /** Given in the Stop that is written in the NAS's stead. */
  readonly cause: string;
  readonly granted: string | undefined;
  readonly drifted: boolean;
  /** The row of the log that holds the session as it stands; set by the log. */
  position: number;
}

export interface NotedSession {
  readonly session: AaaSession;
  readonly note: SessionNote;
}

/**
 * Sessions durable by a log: a change appends the whole session, a burst of changes is one row, so that a commit writes a
 * few pages in a run instead of several per session. A start reads the log; the last word on a session counts.
 *
 * A row's position is the number of entries ever written. When the log has grown to twice what it has to say, sessions
 * that were not heard of since its middle are written once more, and the older half goes.
 */
export interface SessionLog {
  readonly table: SessionTable<SessionNote>;
  /**
   * Takes each session once, its note as a new object. The table changes after the commit, and then `done` is called.
   */
  append(changed: readonly NotedSession[], forgotten: readonly string[], done: () => void): void;
}

/** So many entries may be in the log beyond twice the number of sessions. */
const slack = 5000;
/** The most entries that one append writes once more: a burst must not wait for them. */
const carriedAtATime = 500;
/** For each entry that is written at most so many are deleted, so that no append stalls on it. */
const deletedPerEntry = 4;

export function createSessionLog({ sqlite, transaction, afterCommit }: Database): SessionLog {
  const insert = sqlite.prepare('INSERT INTO session_log (position, entries) VALUES (?, ?)');
  const remove = sqlite.prepare('DELETE FROM session_log WHERE position <= ?');
  const table = new SessionTable<SessionNote>();
  let last = 0;
  /** Up to here rows have been deleted, and up to here they may be. */
  let deletedTo = 0;
  let deletable = 0;
  /** Sessions that stand in rows that are to go. */
  const toCarry: NotedSession[] = [];

  // The last word first: what is read of a session after it needs no memory.
  const gone = new Set<string>();
  const rows = sqlite.prepare('SELECT position, entries FROM session_log ORDER BY position DESC');
  for (const row of rows.iterate()) {
    const { position, entries } = row as unknown as { position: number; entries: string };
    const read = JSON.parse(entries) as (Entry | string)[];
    if (last === 0) last = position;
    deletedTo = position - read.length;
    for (const entry of read.reverse()) {
      const key = typeof entry === 'string' ? entry : sessionKey(entry[0], entry[1]);
      if (gone.has(key) || table.slot(key) !== undefined) continue;
      if (typeof entry === 'string') gone.add(key);
      else {
        const { session, note } = decoded(entry, position);
        table.put(session).note = note;
      }
    }
  }

  /** Sessions to be written once more with the next append. */
  function carried(): NotedSession[] {
    const isDue = toCarry.length === 0 && deletedTo >= deletable && last - deletedTo > 2 * table.size + slack;
    if (isDue) {
      deletable = last - table.size;
      for (const { session, note } of table.slots()) {
        if (note !== undefined && note.position <= deletable) toCarry.push({ session, note });
      }
    }
    return toCarry.slice(-carriedAtATime);
  }

  return {
    table,
    append(changed, forgotten, done) {
      transaction(() => {
        const carrying = carried();
        const stillSo = carrying.filter(({ session, note }) => table.slot(session.key)?.note === note);
        // What has just changed has the last word. Notes are copied, lest a commit that fails leaves a wrong position.
        const again = stillSo.map(({ session, note }) => ({ session, note: { ...note } }));
        const written = [...again, ...changed];
        const count = written.length + forgotten.length;
        last += count;
        const position = last;
        insert.run(position, JSON.stringify([...written.map(encoded), ...forgotten]));
        const leftToCarry = toCarry.length - carrying.length;
        const deleteTo =
          leftToCarry === 0 ? Math.min(deletable, deletedTo + deletedPerEntry * count) : deletedTo;
        if (deleteTo > deletedTo) remove.run(deleteTo);
        afterCommit(() => {
          deletedTo = Math.max(deletedTo, deleteTo);
          toCarry.length = Math.min(toCarry.length, leftToCarry);
          for (const { session, note } of written) {
            note.position = position;
            table.put(session).note = note;
          }
          for (const key of forgotten) table.delete(key);
          done();
        });
      });
    },
  };
}

/** Without names: half the octets, and a start reads twice as fast. `null` stands for undefined. */
type Entry = ReturnType<typeof encoded>;

function encoded({ session: one, note }: NotedSession) {
  return [
    one.nasKey,
    one.sessionId,
    one.nasAddress,
    one.nodeId ?? null,
    one.serviceId ?? null,
    one.grantedRevision ?? null,
    one.username,
    one.framedIp ?? null,
    one.callingStationId ?? null,
    one.startedAt,
    one.heardAt,
    one.end ?? null,
    one.seconds,
    one.uploadOctets,
    one.downloadOctets,
    one.interimSeconds,
    one.startMark === undefined ? null : encodedMark(one.startMark),
    one.marks.map(encodedMark),
    note.open,
    note.stopDueAt ?? null,
    note.cause,
    note.granted ?? null,
    note.drifted,
    one.ipv6 ?? null,
  ] as const;
}

function encodedMark(mark: RecordMark) {
  const { kind, seconds, uploadOctets, downloadOctets, eventAt, stampDelayMs } = mark;
  return [kind, seconds, uploadOctets, downloadOctets, eventAt, stampDelayMs ?? null] as const;
}

function decoded(entry: Entry, position: number): NotedSession {
  const [nasKey, sessionId, nasAddress, nodeId, serviceId, grantedRevision, username, framedIp] = entry;
  const [, , , , , , , , callingStationId, startedAt, heardAt, end, seconds, uploadOctets] = entry;
  const [, , , , , , , , , , , , , , downloadOctets, interimSeconds, startMark, marks] = entry;
  const [, , , , , , , , , , , , , , , , , , open, stopDueAt, cause, granted, drifted, ipv6] = entry;
  return {
    session: {
      key: sessionKey(nasKey, sessionId),
      nasKey,
      sessionId,
      nasAddress,
      nodeId: nodeId ?? undefined,
      serviceId: serviceId ?? undefined,
      grantedRevision: grantedRevision ?? undefined,
      username,
      framedIp: framedIp ?? undefined,
      // Rows of an earlier release end before it.
      ipv6: ipv6 ?? undefined,
      callingStationId: callingStationId ?? undefined,
      startedAt,
      heardAt,
      end: end === null ? undefined : { at: end.at, by: end.by, cause: end.cause },
      seconds,
      uploadOctets,
      downloadOctets,
      interimSeconds,
      startMark: startMark === null ? undefined : decodedMark(startMark),
      marks: marks.map(decodedMark),
    },
    note: {
      open,
      stopDueAt: stopDueAt ?? undefined,
      cause,
      granted: granted ?? undefined,
      drifted,
      position,
    },
  };
}

function decodedMark([kind, seconds, uploadOctets, downloadOctets, eventAt, stampDelayMs]: ReturnType<
  typeof encodedMark
>): RecordMark {
  return { kind, seconds, uploadOctets, downloadOctets, eventAt, stampDelayMs: stampDelayMs ?? undefined };
}
