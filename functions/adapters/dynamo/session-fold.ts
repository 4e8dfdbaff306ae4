import type { AccountingRecord } from '../../contracts/edge/messages.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { Session } from '../../ports/sessions.ts';

/**
 * Folds one record into its session. The counters of a session only rise, and the end is the end: whatever the order
 * of the records and however often one comes, the same session results.
 */
export function foldSession(
  session: Session | undefined,
  siteId: string,
  record: AccountingRecord,
  restartedAt: Instant | undefined,
): Session {
  const started = new Date(Date.parse(record.receivedAt) - record.sessionSeconds * 1000).toISOString();
  const latest = session === undefined || record.receivedAt >= session.updatedAt;
  const framedIp = (latest ? record.framedIp : undefined) ?? session?.framedIp ?? record.framedIp;
  const calling = session?.callingStationId ?? record.callingStationId;
  const updatedAt =
    session === undefined || record.receivedAt > session.updatedAt ? record.receivedAt : session.updatedAt;
  // An end that was only concluded from a restart is void once the session is heard of again.
  const concluded = session?.terminateCause === nasRestarted && updatedAt > (session.endedAt ?? '');
  const known = concluded ? undefined : session;
  const stopped = record.kind === 'stop' ? earliest(known?.endedAt, record.receivedAt) : known?.endedAt;
  // What a NAS had open when it restarted is over, though the NAS could not say so.
  const lost = restartedAt !== undefined && updatedAt < restartedAt && stopped === undefined;
  const endedAt = lost ? restartedAt : stopped;
  const cause =
    (record.kind === 'stop' ? record.terminateCause : undefined) ??
    known?.terminateCause ??
    (lost ? nasRestarted : undefined);
  return {
    sessionId: record.sessionId,
    ...optional('serviceId', record.serviceId),
    siteId,
    ...optional('nodeId', record.nodeId),
    username: record.username,
    ...optional('framedIp', framedIp),
    ...optional('callingStationId', calling),
    startedAt: earliest(session?.startedAt, started),
    updatedAt,
    ...optional('endedAt', endedAt),
    ...optional('terminateCause', cause),
    seconds: Math.max(session?.seconds ?? 0, record.sessionSeconds),
    uploadOctets: Math.max(session?.uploadOctets ?? 0, record.uploadOctets),
    downloadOctets: Math.max(session?.downloadOctets ?? 0, record.downloadOctets),
  };
}

/** Acct-Terminate-Cause 11, RFC 2866 §5.10. */
export const nasRestarted = 'NAS-Reboot';

function earliest(known: Instant | undefined, other: Instant): Instant {
  return known === undefined || other < known ? other : known;
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
