import type { AaaSession } from '../aaa/session.ts';
import type { Database } from './database.ts';

/** A session with what reconciliation knows of it. */
export interface HeldSession {
  readonly session: AaaSession;
  /** What it was granted at log-in or by the last change of rate (reconcile/grant.ts); absent when nobody knows. */
  readonly granted?: string;
}

/** How a session stands after what accounting just said of it. */
export interface SessionChange {
  readonly session: AaaSession;
  /** Whether nothing is known against its being alive. */
  readonly open: boolean;
  /** By then its Stop, or any other word of it, must have come; afterwards a Stop is written in the NAS's stead. */
  readonly stopDueAt?: number;
  /** Whether this is the first that was heard of it. */
  readonly first: boolean;
}

/**
 * Sessions of the site, durable. Instants are UTC milliseconds since 1970. A session drifts when it is open and does not hold what its service is granted; then it
 * has to be changed or cut. Services that the replica does not know never drift: nobody said what they may have.
 */
export interface SessionStore {
  all(): IterableIterator<AaaSession>;
  /** Inside a transaction. Answers whether the session drifts. */
  record(change: SessionChange): boolean;
  openOfService(serviceId: string): readonly HeldSession[];
  isOpen(key: string): boolean;
  /** The service is granted something else from now on. */
  markDrift(serviceId: string, granted: string): void;
  rateChanged(key: string, granted: string): void;
  /** The session is over by what its NAS answered to us. `cause` goes into the Stop if the NAS never sends one. */
  ended(key: string, stopDueAt: number, cause: string): void;
  /** Services with drifting sessions, in order, after that one. */
  driftedServices(after: string, limit: number): readonly string[];
  /** Sessions whose Stop is overdue, each with the cause to give. */
  overdue(now: number, limit: number): readonly { readonly session: AaaSession; readonly cause: string }[];
  /** Nothing could be heard while we were not there: open sessions get their patience anew. */
  renewPatience(now: number): void;
  /** The clock has jumped: what was due keeps its distance to now. */
  postpone(byMs: number): void;
  /** A Stop was written in the NAS's stead. */
  closed(key: string): void;
  forget(key: string): void;
}

const lostCarrier = 'Lost-Carrier';

export function createSessionStore({ sqlite }: Database): SessionStore {
  const all = sqlite.prepare('SELECT data FROM session');
  const record = sqlite.prepare(
    `INSERT INTO session (key, serviceId, open, stopDueAt, cause, granted, drifted, data)
     SELECT :key, :serviceId, :open, :stopDueAt, :cause,
       CASE WHEN :grantedRevision IS NULL OR :grantedRevision = wanted.revision THEN wanted.granted END,
       :open AND wanted.granted IS NOT NULL
         AND (wanted.granted = 'none'
           OR (:grantedRevision IS NOT NULL AND :grantedRevision <> wanted.revision)),
       :data
     FROM (SELECT 1) LEFT JOIN replica AS wanted ON wanted.serviceId = :serviceId
     WHERE true
     ON CONFLICT (key) DO UPDATE SET serviceId = excluded.serviceId, open = excluded.open,
       stopDueAt = excluded.stopDueAt, cause = excluded.cause, data = excluded.data,
       granted = CASE WHEN :first THEN excluded.granted ELSE session.granted END,
       drifted = CASE WHEN :first THEN excluded.drifted ELSE excluded.open AND EXISTS (
         SELECT 1 FROM replica WHERE replica.serviceId = excluded.serviceId
           AND (replica.granted = 'none' OR session.granted IS NOT replica.granted)) END
     RETURNING drifted`,
  );
  const ofService = sqlite.prepare('SELECT granted, data FROM session WHERE serviceId = ? AND open = 1');
  const isOpen = sqlite.prepare('SELECT 1 FROM session WHERE key = ? AND open = 1');
  const mark = sqlite.prepare(
    `UPDATE session SET drifted = (:granted = 'none' OR granted IS NOT :granted)
     WHERE serviceId = :serviceId AND open = 1`,
  );
  const rate = sqlite.prepare(
    `UPDATE session SET granted = :granted, drifted = EXISTS (
       SELECT 1 FROM replica WHERE replica.serviceId = session.serviceId AND replica.granted IS NOT :granted)
     WHERE key = :key AND open = 1`,
  );
  const ended = sqlite.prepare(
    'UPDATE session SET open = 0, drifted = 0, stopDueAt = ?, cause = ? WHERE key = ? AND open = 1',
  );
  const drifted = sqlite.prepare(
    'SELECT DISTINCT serviceId FROM session WHERE drifted = 1 AND serviceId > ? ORDER BY serviceId LIMIT ?',
  );
  const overdue = sqlite.prepare(
    'SELECT cause, data FROM session WHERE stopDueAt < ? ORDER BY stopDueAt LIMIT ?',
  );
  const renew = sqlite.prepare(
    `UPDATE session
     SET stopDueAt = max(stopDueAt, ? + (3 * json_extract(data, '$.interimSeconds') + 60) * 1000)
     WHERE open = 1 AND stopDueAt IS NOT NULL`,
  );
  const postpone = sqlite.prepare('UPDATE session SET stopDueAt = stopDueAt + ? WHERE stopDueAt IS NOT NULL');
  const closed = sqlite.prepare('UPDATE session SET open = 0, drifted = 0, stopDueAt = NULL WHERE key = ?');
  const forget = sqlite.prepare('DELETE FROM session WHERE key = ?');
  return {
    *all() {
      for (const row of all.iterate()) yield JSON.parse(row['data'] as string) as AaaSession;
    },
    record({ session, open, stopDueAt, first }) {
      const row = record.get({
        key: session.key,
        serviceId: session.serviceId ?? null,
        open: open ? 1 : 0,
        stopDueAt: stopDueAt ?? null,
        cause: session.end?.cause ?? lostCarrier,
        grantedRevision: session.grantedRevision ?? null,
        first: first ? 1 : 0,
        data: JSON.stringify(session),
      }) as { drifted: number };
      return row.drifted === 1;
    },
    openOfService(serviceId) {
      const rows = ofService.all(serviceId) as unknown as { granted: string | null; data: string }[];
      return rows.map(({ granted, data }) => {
        const session = JSON.parse(data) as AaaSession;
        return granted === null ? { session } : { session, granted };
      });
    },
    isOpen: (key) => isOpen.get(key) !== undefined,
    markDrift(serviceId, granted) {
      mark.run({ serviceId, granted });
    },
    rateChanged(key, granted) {
      rate.run({ granted, key });
    },
    ended(key, stopDueAt, cause) {
      ended.run(stopDueAt, cause, key);
    },
    driftedServices(after, limit) {
      return (drifted.all(after, limit) as unknown as { serviceId: string }[]).map((row) => row.serviceId);
    },
    overdue(now, limit) {
      const rows = overdue.all(now, limit) as unknown as { cause: string; data: string }[];
      return rows.map(({ cause, data }) => ({ session: JSON.parse(data) as AaaSession, cause }));
    },
    renewPatience(now) {
      renew.run(now);
    },
    postpone(byMs) {
      postpone.run(byMs);
    },
    closed(key) {
      closed.run(key);
    },
    forget(key) {
      forget.run(key);
    },
  };
}
