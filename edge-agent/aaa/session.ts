/** One subscriber's session on one NAS, as its accounting tells it. Instants are UTC milliseconds since 1970. */
export interface AaaSession {
  /** Names the session among all of the site: `nasKey`, `/`, Acct-Session-Id. */
  readonly key: string;
  readonly nasKey: string;
  readonly sessionId: string;
  /** Address from which the NAS speaks, and to which Disconnect and CoA requests go. */
  readonly nasAddress: string;
  readonly nodeId: string | undefined;
  readonly serviceId: string | undefined;
  /** Revision of the desired state by which it was let in, as Class tells it. */
  readonly grantedRevision?: number | undefined;
  readonly username: string;
  readonly framedIp: string | undefined;
  /** Framed-IPv6-Prefix, Delegated-IPv6-Prefix and Framed-IPv6-Address, as `2001:db8:1::/56`. */
  readonly ipv6?: readonly string[] | undefined;
  readonly callingStationId: string | undefined;
  /** On the NAS's own clock: Event-Timestamp, or arrival less Acct-Delay-Time. */
  readonly startedAt: number;
  /** Arrival of the last record. */
  readonly heardAt: number;
  /** How it ended, once it has: by its own Stop, or because its NAS was restarted or shut down. */
  readonly end:
    | { readonly at: number; readonly by: 'stop' | 'nas'; readonly cause: string | undefined }
    | undefined;
  readonly seconds: number;
  readonly uploadOctets: number;
  readonly downloadOctets: number;
  /** Acct-Interim-Interval that the service has, in seconds. */
  readonly interimSeconds: number;
  readonly startMark: RecordMark | undefined;
  /** The last interims and stops; newest last. */
  readonly marks: readonly RecordMark[];
}

/** By what a record is recognised when it comes again. */
export interface RecordMark {
  readonly kind: 'start' | 'interim' | 'stop';
  /** Acct-Session-Time; 0 if the NAS sends none. */
  readonly seconds: number;
  readonly uploadOctets: number;
  readonly downloadOctets: number;
  /** When it happened, as the NAS says (Event-Timestamp) or as reckoned from arrival less Acct-Delay-Time. */
  readonly eventAt: number;
  /** Acct-Delay-Time in milliseconds if the NAS said the instant itself; undefined if it was reckoned. */
  readonly stampDelayMs: number | undefined;
}

/** What one accounting record says of its session. */
export interface SessionRecord extends RecordMark {
  readonly nasKey: string;
  readonly sessionId: string;
  readonly nasAddress: string;
  readonly nodeId: string | undefined;
  readonly serviceId: string | undefined;
  readonly grantedRevision?: number | undefined;
  readonly username: string;
  readonly framedIp: string | undefined;
  readonly ipv6?: readonly string[] | undefined;
  readonly callingStationId: string | undefined;
  readonly terminateCause: string | undefined;
  readonly receivedAt: number;
  readonly interimSeconds: number;
}

const rememberedMarks = 4;

/** Instants reckoned from whole seconds of Acct-Delay-Time, with the network in between, agree only so well. */
const reckoningToleranceMs = 30_000;
const stampToleranceMs = 1_000;

export function sessionKey(nasKey: string, sessionId: string): string {
  return `${nasKey}/${sessionId}`;
}

/** A session of which nothing was heard for three promised interims and a minute is taken for dead. */
export function isStale(session: AaaSession, now: number): boolean {
  return now - session.heardAt > (3 * session.interimSeconds + 60) * 1000;
}

export function isOnline(session: AaaSession, now: number): boolean {
  return session.end === undefined && !isStale(session, now);
}

/**
 * Folds a record into its session. Answers `repeated` when the session has taken in this very record before: a
 * retransmission under a new identifier, as NAS make it with a grown Acct-Delay-Time (RFC 2866 §5.2).
 *
 * - Interim and stop: the same figures with the session's clock running (Acct-Session-Time above zero) are the same
 *   record. Without that clock the instants must agree as well.
 * - Start: the instants agree. A start at another instant is a new life of the id: the NAS counts ids anew after a restart.
 * - What comes after a stop is recorded and does not open the session again; an interim after the NAS's restart does.
 */
export function evolveSession(
  session: AaaSession | undefined,
  record: SessionRecord,
): { readonly session: AaaSession; readonly repeated: boolean } {
  if (session === undefined || isNewLife(session, record))
    return { session: firstSeen(record), repeated: false };
  if (isRepeated(session, record)) return { session, repeated: true };
  // An older interim that arrives late must not turn the figures back.
  const figures = record.seconds < session.seconds ? session : record;
  const isStart = record.kind === 'start';
  return {
    repeated: false,
    session: {
      ...session,
      nodeId: record.nodeId,
      serviceId: latest(session.serviceId, record.serviceId),
      framedIp: latest(session.framedIp, record.framedIp),
      ipv6: latestOf(session.ipv6, record.ipv6),
      callingStationId: latest(session.callingStationId, record.callingStationId),
      startedAt: isStart ? record.eventAt : session.startedAt,
      heardAt: Math.max(record.receivedAt, session.heardAt),
      end: endAfter(session, record),
      seconds: figures.seconds,
      uploadOctets: figures.uploadOctets,
      downloadOctets: figures.downloadOctets,
      interimSeconds: record.interimSeconds,
      startMark: isStart ? markOf(record) : session.startMark,
      marks: isStart ? session.marks : [...session.marks.slice(1 - rememberedMarks), markOf(record)],
    },
  };
}

/** An equal text is kept as it was, so that each record does not leave a copy of its own in memory. */
function latest(held: string | undefined, told: string | undefined): string | undefined {
  return told === undefined || told === held ? held : told;
}

function latestOf(
  held: readonly string[] | undefined,
  told: readonly string[] | undefined,
): readonly string[] | undefined {
  return told === undefined || told.join() === held?.join() ? held : told;
}

/** The NAS was restarted or shut down at this instant: what had begun before is over. */
export function closeByNas(session: AaaSession, eventAt: number): AaaSession {
  if (session.end !== undefined || session.startedAt > eventAt) return session;
  return { ...session, end: { at: eventAt, by: 'nas', cause: 'NAS-Reboot' } };
}

function firstSeen(record: SessionRecord): AaaSession {
  const { nasKey, sessionId, nasAddress, nodeId, serviceId, username, framedIp, ipv6, callingStationId } =
    record;
  const isStart = record.kind === 'start';
  return {
    key: sessionKey(nasKey, sessionId),
    nasKey,
    sessionId,
    nasAddress,
    nodeId,
    serviceId,
    grantedRevision: record.grantedRevision,
    username,
    framedIp,
    ipv6,
    callingStationId,
    startedAt: impliedStart(record),
    heardAt: record.receivedAt,
    end: endAfter(undefined, record),
    seconds: record.seconds,
    uploadOctets: record.uploadOctets,
    downloadOctets: record.downloadOctets,
    interimSeconds: record.interimSeconds,
    startMark: isStart ? markOf(record) : undefined,
    marks: isStart ? [] : [markOf(record)],
  };
}

function endAfter(session: AaaSession | undefined, record: SessionRecord): AaaSession['end'] {
  if (record.kind === 'stop') return { at: record.eventAt, by: 'stop', cause: record.terminateCause };
  const reopened = session?.end?.by === 'nas' && record.kind === 'interim' && record.eventAt > session.end.at;
  return reopened ? undefined : session?.end;
}

function markOf({
  kind,
  seconds,
  uploadOctets,
  downloadOctets,
  eventAt,
  stampDelayMs,
}: SessionRecord): RecordMark {
  return { kind, seconds, uploadOctets, downloadOctets, eventAt, stampDelayMs };
}

function impliedStart(record: RecordMark): number {
  return record.eventAt - record.seconds * 1000;
}

/** Whether the record tells of a later session that was given the same id. */
function isNewLife(session: AaaSession, record: SessionRecord): boolean {
  if (record.kind === 'start') {
    if (session.startMark !== undefined)
      return !sameEvent(session.startMark, record, session.end !== undefined);
    return Math.abs(record.eventAt - session.startedAt) > reckoningToleranceMs;
  }
  if (record.seconds === 0) return false;
  const lastEventAt = Math.max(session.end?.at ?? 0, session.marks.at(-1)?.eventAt ?? session.startedAt);
  return impliedStart(record) > lastEventAt + reckoningToleranceMs;
}

function isRepeated(session: AaaSession, record: SessionRecord): boolean {
  if (record.kind === 'start') return session.startMark !== undefined;
  return session.marks.some(
    (mark) =>
      mark.kind === record.kind &&
      mark.seconds === record.seconds &&
      mark.uploadOctets === record.uploadOctets &&
      mark.downloadOctets === record.downloadOctets &&
      (mark.seconds > 0 || sameEvent(mark, record, false)),
  );
}

/**
 * Whether both name the same event on the NAS. A NAS may stamp each retransmission anew; then stamp less delay agrees.
 * `strict` trusts the stamps to the second: once a session has ended, its id may soon be used again.
 */
function sameEvent(one: RecordMark, other: RecordMark, strict: boolean): boolean {
  if (one.stampDelayMs === undefined || other.stampDelayMs === undefined) {
    return Math.abs(one.eventAt - other.eventAt) <= reckoningToleranceMs;
  }
  const tolerance = strict ? stampToleranceMs : reckoningToleranceMs;
  const undelayed = one.eventAt - one.stampDelayMs - (other.eventAt - other.stampDelayMs);
  return Math.abs(one.eventAt - other.eventAt) <= tolerance || Math.abs(undelayed) <= tolerance;
}
