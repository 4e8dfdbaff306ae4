import type { Instant } from '../../functions/contracts/scalars.ts';
import type { NasSession } from '../capabilities/session-control.ts';
import type { Database } from './database.ts';

/**
 * `open`: lives, as far as accounting tells. `cut`: the NAS confirmed that it ended it, its Stop is awaited. `closed`:
 * ended; kept for a while so that a late repeat of its Stop is known as one.
 */
export type SessionState = 'open' | 'cut' | 'closed';

export interface Session extends NasSession {
  readonly serviceId?: string;
  readonly nodeId?: string;
  readonly callingStationId?: string;
  /** What the session was granted at log-in or by the last CoA (see reconcile/grant.ts); absent when nobody knows. */
  readonly grant?: string;
  readonly state: SessionState;
  readonly startedAt: Instant;
  readonly updatedAt: Instant;
  /** Without a word from the NAS until then, the session is taken for dead. */
  readonly staleAt: Instant;
  readonly lastKind: 'start' | 'interim' | 'stop';
  readonly seconds: number;
  readonly uploadOctets: number;
  readonly downloadOctets: number;
}

/** Sessions of the site by (nas, sessionId), durable. */
export interface SessionTable {
  get(nas: string, sessionId: string): Session | undefined;
  /** `drifted`: the session does not hold what the replica promises its service, and has to be changed or cut. */
  put(session: Session, drifted: boolean): void;
  openOfService(serviceId: string): readonly Session[];
  openOfNas(nas: string): readonly Session[];
  /** Marks the service's open sessions by what the service is granted from now on. */
  markDrift(serviceId: string, grant: string): void;
  /** Services with open sessions that do not hold what was promised. */
  driftedServices(): readonly string[];
  /** Sessions open or cut that should have been heard of before `now`. */
  stale(now: Instant, limit: number): readonly Session[];
  countOpen(): number;
  pruneClosed(before: Instant): void;
}

type Row = Record<string, string | number | null>;

function session(row: Row): Session {
  // Columns that are NULL are fields that are absent.
  const { drifted: _, ...fields } = row;
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null),
  ) as unknown as Session;
}

export function createSessionTable({ sqlite }: Database): SessionTable {
  const get = sqlite.prepare('SELECT * FROM session WHERE nas = ? AND sessionId = ?');
  const put = sqlite.prepare(
    `INSERT OR REPLACE INTO session (nas, sessionId, username, nasAddress, serviceId, nodeId, framedIp, callingStationId,
       grant, drifted, state, startedAt, updatedAt, staleAt, lastKind, seconds, uploadOctets, downloadOctets)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const ofService = sqlite.prepare(
    "SELECT * FROM session WHERE serviceId = ? AND state = 'open' ORDER BY startedAt",
  );
  const ofNas = sqlite.prepare("SELECT * FROM session WHERE nas = ? AND state <> 'closed'");
  const mark = sqlite.prepare(
    "UPDATE session SET drifted = (grant IS NOT ?) WHERE serviceId = ? AND state = 'open'",
  );
  const drifted = sqlite.prepare(
    "SELECT DISTINCT serviceId FROM session WHERE drifted = 1 AND state = 'open' AND serviceId IS NOT NULL",
  );
  const stale = sqlite.prepare("SELECT * FROM session WHERE state <> 'closed' AND staleAt < ? LIMIT ?");
  const count = sqlite.prepare("SELECT count(*) AS n FROM session WHERE state = 'open'");
  const prune = sqlite.prepare("DELETE FROM session WHERE state = 'closed' AND updatedAt < ?");
  const all = (rows: unknown): Session[] => (rows as Row[]).map(session);
  return {
    get(nas, sessionId) {
      const row = get.get(nas, sessionId) as Row | undefined;
      return row === undefined ? undefined : session(row);
    },
    put(s, isDrifted) {
      put.run(
        s.nas,
        s.sessionId,
        s.username,
        s.nasAddress,
        s.serviceId ?? null,
        s.nodeId ?? null,
        s.framedIp ?? null,
        s.callingStationId ?? null,
        s.grant ?? null,
        isDrifted ? 1 : 0,
        s.state,
        s.startedAt,
        s.updatedAt,
        s.staleAt,
        s.lastKind,
        s.seconds,
        s.uploadOctets,
        s.downloadOctets,
      );
    },
    openOfService: (serviceId) => all(ofService.all(serviceId)),
    openOfNas: (nas) => all(ofNas.all(nas)),
    markDrift(serviceId, grant) {
      mark.run(grant, serviceId);
    },
    driftedServices() {
      return (drifted.all() as unknown as { serviceId: string }[]).map((row) => row.serviceId);
    },
    stale: (now, limit) => all(stale.all(now, limit)),
    countOpen() {
      return (count.get() as { n: number }).n;
    },
    pruneClosed(before) {
      prune.run(before);
    },
  };
}
