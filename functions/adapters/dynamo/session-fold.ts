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
  /** What the latest record that says something says. */
  const told = (latest ? [record, session] : [session, record]).filter((one) => one !== undefined);
  const last = <K extends Told>(key: K) => told.find((one) => one[key] !== undefined)?.[key];
  const calling = session?.callingStationId ?? record.callingStationId;
  const updatedAt =
    session === undefined || record.receivedAt > session.updatedAt ? record.receivedAt : session.updatedAt;
  // An end that was only concluded from a restart is void once the session is heard of again.
  const concluded = session?.terminateCause === nasRestarted && updatedAt > (session.endedAt ?? '');
  const end = endAfter(concluded ? undefined : session, record, updatedAt, restartedAt);
  return {
    sessionId: record.sessionId,
    ...optional('serviceId', record.serviceId),
    siteId,
    ...optional('nodeId', record.nodeId),
    username: record.username,
    ...optional('source', record.source),
    ...optional('technology', last('technology')),
    ...optional('framedIp', last('framedIp')),
    ...optional('framedIpv6Prefix', last('framedIpv6Prefix')),
    ...optional('delegatedIpv6Prefix', last('delegatedIpv6Prefix')),
    ...optional('callingStationId', calling),
    startedAt: earliest(session?.startedAt, started),
    updatedAt,
    ...end,
    seconds: Math.max(session?.seconds ?? 0, record.sessionSeconds),
    uploadOctets: Math.max(session?.uploadOctets ?? 0, record.uploadOctets),
    downloadOctets: Math.max(session?.downloadOctets ?? 0, record.downloadOctets),
  };
}

type Told = 'framedIp' | 'framedIpv6Prefix' | 'delegatedIpv6Prefix' | 'technology';
type End = Pick<Session, 'endedAt' | 'terminateCause' | 'closedBy'>;

/** The NAS's own Stop has the last word on the cause, before a Stop that was written in its stead, whichever came first. */
function endAfter(
  known: Session | undefined,
  record: AccountingRecord,
  updatedAt: Instant,
  restartedAt: Instant | undefined,
): End {
  const { endedAt, terminateCause, closedBy } = known ?? {};
  const held: End = {
    ...optional('endedAt', endedAt),
    ...optional('terminateCause', terminateCause),
    ...optional('closedBy', closedBy),
  };
  if (record.kind === 'stop') {
    const byNas = endedAt !== undefined && closedBy === undefined;
    const words = record.closedBy !== undefined && byNas ? held : record;
    return {
      endedAt: earliest(endedAt, record.receivedAt),
      ...optional('terminateCause', words.terminateCause ?? terminateCause),
      ...optional('closedBy', words.closedBy),
    };
  }
  // What a NAS had open when it restarted is over, though the NAS could not say so.
  if (endedAt === undefined && restartedAt !== undefined && updatedAt < restartedAt) {
    return { endedAt: restartedAt, terminateCause: nasRestarted, closedBy: 'nas-restart' };
  }
  return held;
}

/** Acct-Terminate-Cause 11, RFC 2866 §5.10. */
export const nasRestarted = 'NAS-Reboot';

function earliest(known: Instant | undefined, other: Instant): Instant {
  return known === undefined || other < known ? other : known;
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
