import type { DesiredState } from '../../functions/contracts/network-state.ts';
import { type AaaSession, evolveSession, type SessionRecord } from '../aaa/session.ts';
import type { ListedSession } from '../capabilities/session-list.ts';
import type { UnnumberedRecord } from '../journal/accounting-outbox.ts';

const origin = 'device/';

/** Sessions that no accounting tells of are kept beside the others, under keys that no NAS can have. */
export function deviceNasKey(nodeId: string): string {
  return `${origin}${nodeId}`;
}

export function isFromDevice({ key }: Pick<AaaSession, 'key'>): boolean {
  return key.startsWith(origin);
}

/** A device uses its ids again: the instant at which we saw it first tells one life of an id from the next. */
export function sessionIdOf(listed: ListedSession, firstSeenAt: number): string {
  return `${listed.id}@${firstSeenAt.toString(36)}`;
}

export function listedIdOf({ sessionId }: Pick<AaaSession, 'sessionId'>): string {
  return sessionId.slice(0, sessionId.lastIndexOf('@'));
}

/** What a device's list says of a session, as accounting would have said it. */
export function sightingOf(
  listed: ListedSession,
  known: AaaSession | undefined,
  where: { readonly nodeId: string; readonly nasAddress: string },
  desired: DesiredState,
  now: number,
): { readonly session: AaaSession; readonly record: UnnumberedRecord } {
  const { identity, framedIp, callingStationId } = listed;
  const { serviceId, access, profile } = desired;
  const sessionId = known?.sessionId ?? sessionIdOf(listed, now);
  const since = known?.startedAt ?? now;
  const seconds = listed.seconds ?? Math.max(0, Math.floor((now - since) / 1000));
  const kind = known === undefined ? 'start' : 'interim';
  const sighting: SessionRecord = {
    kind,
    nasKey: deviceNasKey(where.nodeId),
    sessionId,
    nasAddress: where.nasAddress,
    nodeId: where.nodeId,
    serviceId,
    username: identity,
    framedIp,
    callingStationId,
    terminateCause: undefined,
    receivedAt: now,
    interimSeconds: profile.interimSeconds,
    seconds,
    uploadOctets: listed.uploadOctets ?? known?.uploadOctets ?? 0,
    downloadOctets: listed.downloadOctets ?? known?.downloadOctets ?? 0,
    eventAt: now,
    stampDelayMs: undefined,
  };
  return {
    session: evolveSession(known, sighting).session,
    record: {
      kind,
      serviceId,
      username: identity,
      nodeId: where.nodeId,
      sessionId,
      receivedAt: new Date(now).toISOString(),
      sessionSeconds: seconds,
      uploadOctets: sighting.uploadOctets,
      downloadOctets: sighting.downloadOctets,
      ...(framedIp === undefined ? {} : { framedIp }),
      ...(callingStationId === undefined ? {} : { callingStationId }),
      technology: access.technology,
      source: 'device',
    },
  };
}
