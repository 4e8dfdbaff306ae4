import type { ClosingRule } from '../../functions/contracts/edge/messages.ts';
import type { AaaSession } from '../aaa/session.ts';
import type { SessionSlot, SessionTable } from '../aaa/session-table.ts';
import { noGrant } from '../reconcile/grant.ts';
import type { Database } from './database.ts';
import { createSessionLog, type NotedSession, type SessionNote } from './session-log.ts';

/** A session with what reconciliation knows of it. */
export interface HeldSession {
  readonly session: AaaSession;
  /** What it was granted at log-in or by the last change of rate (reconcile/grant.ts); absent when nobody knows. */
  readonly granted?: string;
}

export interface OverdueSession {
  readonly session: AaaSession;
  readonly cause: string;
  readonly rule: ClosingRule;
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
 * Sessions of the site: answered from memory, durable by a log. Instants are UTC milliseconds since 1970. A session
 * drifts when it is open and does not hold what its service is granted; then it has to be changed or cut. Services that
 * the replica does not know never drift: nobody said what they may have.
 *
 * Memory follows the disk: inside a transaction the answers are still those from before it, and one transaction changes a
 * session once.
 */
export interface SessionStore {
  /** Sessions as accounting tells them. AAA works on the same table. */
  readonly table: SessionTable<SessionNote>;
  /** Each session once. Answers the services of which a session drifts. */
  record(changes: readonly SessionChange[]): ReadonlySet<string>;
  openOfService(serviceId: string): readonly HeldSession[];
  isOpen(key: string): boolean;
  /** The service is granted something else from now on. */
  markDrift(serviceId: string, granted: string): void;
  rateChanged(key: string, granted: string): void;
  /** The session is over by what its NAS answered to us. `cause` goes into the Stop if the NAS never sends one. */
  ended(key: string, stopDueAt: number, cause: string): void;
  /** Services with drifting sessions, in order, after that one. */
  driftedServices(after: string, limit: number): readonly string[];
  /** Sessions whose Stop is overdue, the longest first, each with the cause to give and the rule by which it is over. */
  overdue(now: number, limit: number): readonly OverdueSession[];
  /** Nothing could be heard while we were not there: open sessions get their patience anew. */
  renewPatience(now: number): void;
  /** The clock has jumped: what was due keeps its distance to now. */
  postpone(byMs: number): void;
  /** A Stop was written in the NAS's stead. */
  closed(keys: readonly string[]): void;
  forget(keys: readonly string[]): void;
}

/** RFC 2866 §5.10, as it stands in a Stop that is written in the NAS's stead. */
export const lostCarrier = 'Lost-Carrier';
export const adminReset = 'Admin-Reset';

function ruleOf({ end }: AaaSession, { open, cause }: SessionNote): ClosingRule {
  if (end?.by === 'nas') return 'nas-restart';
  if (open) return 'silence';
  return cause === adminReset ? 'cut' : 'device-list';
}

interface Wanted {
  readonly granted: string;
  readonly revision: number;
}

export function createSessionStore(database: Database): SessionStore {
  const wanted = database.sqlite.prepare('SELECT granted, revision FROM replica WHERE serviceId = ?');
  const log = createSessionLog(database);
  const { table } = log;
  const drifting = new Set<string>();
  for (const { session, note } of table.slots()) if (note?.drifted === true) drifting.add(session.key);

  function save(changed: readonly NotedSession[]): void {
    if (changed.length === 0) return;
    log.append(changed, [], () => {
      for (const { session, note } of changed) {
        if (note.drifted) drifting.add(session.key);
        else if (drifting.size > 0) drifting.delete(session.key);
      }
    });
  }

  function noted(slots: Iterable<SessionSlot<SessionNote> | undefined>): NotedSession[] {
    const known: NotedSession[] = [];
    for (const slot of slots) {
      if (slot?.note !== undefined) known.push({ session: slot.session, note: slot.note });
    }
    return known;
  }

  function openOfService(serviceId: string): NotedSession[] {
    return noted(table.slotsOf(serviceId)).filter(({ note }) => note.open);
  }

  /** Changes what is noted of a session if it is open. */
  function changeOpen(key: string, change: (session: AaaSession) => Partial<SessionNote>): void {
    const slot = table.slot(key);
    if (slot?.note?.open !== true) return;
    save([{ session: slot.session, note: { ...slot.note, ...change(slot.session) } }]);
  }

  function wantedOf({ serviceId }: AaaSession): Wanted | undefined {
    return serviceId === undefined ? undefined : (wanted.get(serviceId) as Wanted | undefined);
  }

  /** What the session holds, and whether that is not what it should hold. */
  function grantOf({ session, open, first }: SessionChange): Pick<SessionNote, 'granted' | 'drifted'> {
    const former = table.slot(session.key);
    if (first || former?.note === undefined) {
      const now = wantedOf(session);
      if (now === undefined) return { granted: undefined, drifted: false };
      const { grantedRevision } = session;
      const known = grantedRevision === undefined || grantedRevision === now.revision;
      return {
        granted: known ? now.granted : undefined,
        drifted: open && (now.granted === noGrant || !known),
      };
    }
    const { granted } = former.note;
    if (!open) return { granted, drifted: false };
    // While it stays open, markDrift and rateChanged see to it: most records need no look at the replica.
    if (former.note.open && former.session.serviceId === session.serviceId) return former.note;
    const now = wantedOf(session);
    return { granted, drifted: now !== undefined && (now.granted === noGrant || granted !== now.granted) };
  }

  return {
    table,
    record(changes) {
      const services = new Set<string>();
      const changed = changes.map((change): NotedSession => {
        const { session, open, stopDueAt } = change;
        const { granted, drifted } = grantOf(change);
        if (drifted && session.serviceId !== undefined) services.add(session.serviceId);
        const cause = session.end?.cause ?? lostCarrier;
        return { session, note: { open, stopDueAt, cause, granted, drifted, position: 0 } };
      });
      save(changed);
      return services;
    },
    openOfService: (serviceId) =>
      openOfService(serviceId).map(({ session, note: { granted } }) =>
        granted === undefined ? { session } : { session, granted },
      ),
    isOpen: (key) => table.slot(key)?.note?.open ?? false,
    markDrift(serviceId, granted) {
      const changed: NotedSession[] = [];
      for (const { session, note } of openOfService(serviceId)) {
        const drifted = granted === noGrant || note.granted !== granted;
        if (drifted !== note.drifted) changed.push({ session, note: { ...note, drifted } });
      }
      save(changed);
    },
    rateChanged(key, granted) {
      changeOpen(key, (session) => {
        const now = wantedOf(session);
        return { granted, drifted: now !== undefined && now.granted !== granted };
      });
    },
    ended(key, stopDueAt, cause) {
      changeOpen(key, () => ({ open: false, drifted: false, stopDueAt, cause }));
    },
    driftedServices(after, limit) {
      const services = new Set<string>();
      for (const key of drifting) {
        const serviceId = table.get(key)?.serviceId;
        if (serviceId !== undefined && serviceId > after) services.add(serviceId);
      }
      return [...services].sort().slice(0, limit);
    },
    overdue(now, limit) {
      const due: (OverdueSession & { readonly stopDueAt: number })[] = [];
      for (const { session, note } of table.slots()) {
        const stopDueAt = note?.stopDueAt;
        if (note !== undefined && stopDueAt !== undefined && stopDueAt < now) {
          due.push({ session, cause: note.cause, rule: ruleOf(session, note), stopDueAt });
        }
      }
      return due.sort((a, b) => a.stopDueAt - b.stopDueAt).slice(0, limit);
    },
    renewPatience(now) {
      // In memory only: after the next start they get it anew again.
      for (const { session, note } of table.slots()) {
        if (note?.open !== true || note.stopDueAt === undefined) continue;
        note.stopDueAt = Math.max(note.stopDueAt, now + (3 * session.interimSeconds + 60) * 1000);
      }
    },
    postpone(byMs) {
      const ended: NotedSession[] = [];
      for (const { session, note } of table.slots()) {
        if (note?.stopDueAt === undefined) continue;
        const stopDueAt = note.stopDueAt + byMs;
        if (note.open) note.stopDueAt = stopDueAt;
        else ended.push({ session, note: { ...note, stopDueAt } });
      }
      save(ended);
    },
    closed(keys) {
      const changed = noted(keys.map((key) => table.slot(key)));
      const over = { open: false, drifted: false, stopDueAt: undefined };
      save(changed.map(({ session, note }) => ({ session, note: { ...note, ...over } })));
    },
    forget(keys) {
      if (keys.length === 0) return;
      log.append([], keys, () => {
        for (const key of keys) drifting.delete(key);
      });
    },
  };
}
