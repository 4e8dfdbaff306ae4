import type { ClosingRule } from '../../functions/contracts/edge/messages.ts';
import type { AccountingBatch } from '../aaa/accounting-batches.ts';
import type { AaaSession } from '../aaa/session.ts';
import type { UnnumberedRecord } from '../journal/accounting-outbox.ts';
import type { SessionChange } from '../journal/session-store.ts';
import type { Store } from '../journal/store.ts';
import { isFromDevice } from './device-sessions.ts';

/** How long the Stop of a session may take that its NAS has ended: NAS retransmit for about as long. */
export const stopGraceMs = 120_000;

/** Without a word for three promised interims and a minute a session is taken for dead. */
export function patienceMs({ interimSeconds }: Pick<AaaSession, 'interimSeconds'>): number {
  return (3 * interimSeconds + 60) * 1000;
}

function changeOf(session: AaaSession, now: number): SessionChange {
  // One mark in all: it is the first record of this life of the session.
  const first = session.marks.length + (session.startMark === undefined ? 0 : 1) === 1;
  const { end } = session;
  if (end === undefined) {
    return { session, open: true, first, stopDueAt: now + patienceMs(session) };
  }
  return end.by === 'stop'
    ? { session, open: false, first }
    : { session, open: false, first, stopDueAt: now + stopGraceMs };
}

/**
 * Stores what AAA took in, in one transaction: records under their numbers, sessions as they stand. Answers the services
 * of which a session turned up that does not hold what was promised.
 */
export function recordAccounting(store: Store, batch: AccountingBatch, now: number): ReadonlySet<string> {
  return store.transaction(() => {
    store.accounting.add(batch.records);
    return store.sessions.record(batch.sessions.map((session) => changeOf(session, now)));
  });
}

/**
 * Writes a Stop in the NAS's stead for sessions that will never get one: fallen silent, lost in a restart of the NAS, or
 * gone when we asked for them. Its figures are the last that the NAS gave. Answers how many.
 */
export function closeOverdueSessions(store: Store, now: number, limit: number): number {
  const overdue = store.sessions.overdue(now, limit);
  closeSessions(store, overdue, now);
  return overdue.length;
}

/** Writes a Stop for each; without a cause where nothing ended but what we know it by. */
export function closeSessions(store: Store, ended: readonly EndedSession[], now: number): void {
  if (ended.length === 0) return;
  const stops = ended.map(({ session, cause, rule }) => stopInstead(session, cause, rule, now));
  store.transaction(() => {
    store.accounting.add(stops);
    store.sessions.closed(ended.map(({ session }) => session.key));
  });
}

export interface EndedSession {
  readonly session: AaaSession;
  readonly cause: string | undefined;
  readonly rule: ClosingRule;
}

function stopInstead(
  session: AaaSession,
  cause: string | undefined,
  closedBy: ClosingRule,
  now: number,
): UnnumberedRecord {
  const { serviceId, nodeId, framedIp, callingStationId } = session;
  return {
    kind: 'stop',
    username: session.username,
    sessionId: session.sessionId,
    receivedAt: new Date(now).toISOString(),
    sessionSeconds: session.seconds,
    uploadOctets: session.uploadOctets,
    downloadOctets: session.downloadOctets,
    closedBy,
    ...(cause === undefined ? {} : { terminateCause: cause }),
    ...(isFromDevice(session) ? { source: 'device' as const } : {}),
    ...(serviceId === undefined ? {} : { serviceId }),
    ...(nodeId === undefined ? {} : { nodeId }),
    ...(framedIp === undefined ? {} : { framedIp }),
    ...(callingStationId === undefined ? {} : { callingStationId }),
  };
}
