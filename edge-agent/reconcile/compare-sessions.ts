import { canonicalMac } from '../aaa/aaa-entry.ts';
import type { AaaSession } from '../aaa/session.ts';
import type { ListedSession } from '../capabilities/session-list.ts';
import type { AccessGrant } from '../capabilities/subscriber-access.ts';
import { isFromDevice, listedIdOf } from './device-sessions.ts';
import { isGranted } from './grant.ts';

/** What was found missing on one side when a node was last compared; only what is missing twice counts. */
export interface MissingBefore {
  /** Listed by the device and unknown to accounting, by the device's id. */
  readonly unknown: ReadonlySet<string>;
  /** Open by accounting and not listed: key, and when it was first missed. */
  readonly unlisted: ReadonlyMap<string, number>;
}

export const nothingMissing: MissingBefore = { unknown: new Set(), unlisted: new Map() };

export interface SessionComparison {
  /** Listed, and by its service's word to be shown or cut: with the session that is known from earlier lists. */
  readonly seen: readonly {
    readonly listed: ListedSession;
    readonly held: AccessGrant;
    readonly known: AaaSession | undefined;
  }[];
  /** Known from the device's list, and not there any more. */
  readonly over: readonly AaaSession[];
  /** Known from the device's list, and told of by accounting since. */
  readonly takenOver: readonly AaaSession[];
  /** Open by accounting and missing on the device twice, with nothing heard of it in between. */
  readonly lost: readonly AaaSession[];
  /** Services with a session on the device that may have none. */
  readonly toCut: ReadonlySet<string>;
  readonly missing: MissingBefore;
}

/**
 * Compares what a node lists with the sessions that are open on it, by accounting or by its earlier lists. A difference
 * may be a record under way, so it counts only when it is found twice; a session that its service may not have counts at
 * once. Who is online under an identity that this site never had is nobody's business here.
 */
export function compareSessions(
  listing: readonly ListedSession[],
  open: readonly AaaSession[],
  holderOf: (identity: string) => AccessGrant | undefined,
  before: MissingBefore,
  now: number,
): SessionComparison {
  const byDevice = new Map(open.filter(isFromDevice).map((session) => [listedIdOf(session), session]));
  const byAccounting = Map.groupBy(
    open.filter((session) => !isFromDevice(session)),
    ({ username }) => identityOf(username),
  );
  const seen: SessionComparison['seen'][number][] = [];
  const takenOver: AaaSession[] = [];
  const toCut = new Set<string>();
  const unknown = new Set<string>();
  const listedKeys = new Set<string>();
  for (const listed of listing) {
    const sameId = byDevice.get(listed.id);
    const isSame = sameId !== undefined && identityOf(sameId.username) === identityOf(listed.identity);
    const known = isSame ? sameId : undefined;
    if (known !== undefined) listedKeys.add(known.key);
    const accounted = (byAccounting.get(identityOf(listed.identity)) ?? []).filter(
      ({ framedIp }) =>
        framedIp === undefined || listed.framedIp === undefined || framedIp === listed.framedIp,
    );
    for (const { key } of accounted) listedKeys.add(key);
    const held = holderOf(identityOf(listed.identity));
    if (held === undefined) continue;
    const granted = isGranted(held.desired);
    if (!granted) toCut.add(held.desired.serviceId);
    if (accounted.length > 0) {
      if (known !== undefined) takenOver.push(known);
      continue;
    }
    if (known !== undefined || !granted || before.unknown.has(listed.id)) seen.push({ listed, held, known });
    else unknown.add(listed.id);
  }
  const over: AaaSession[] = [];
  const lost: AaaSession[] = [];
  const unlisted = new Map<string, number>();
  for (const session of open) {
    if (listedKeys.has(session.key)) continue;
    if (isFromDevice(session)) {
      over.push(session);
      continue;
    }
    const since = before.unlisted.get(session.key);
    if (since !== undefined && session.heardAt < since) lost.push(session);
    else unlisted.set(session.key, since === undefined || session.heardAt >= since ? now : since);
  }
  return { seen, over, takenOver, lost, toCut, missing: { unknown, unlisted } };
}

/** One writing for a MAC address; every other name is as it is. */
function identityOf(name: string): string {
  return canonicalMac(name) ?? name;
}
