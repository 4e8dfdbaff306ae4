import type { AddressUse } from '../contracts/http/address-pools.ts';
import type { Instant } from '../contracts/scalars.ts';
import { addressIn, addressPoolAggregate } from '../domain/network/address-pool.ts';
import { holdable } from '../domain/network/enclosing-prefixes.ts';
import { siteAggregate } from '../domain/network/site.ts';
import { done, type Result } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Session } from '../ports/sessions.ts';
import type { Store } from '../ports/store.ts';
import { everyOne } from './every-one.ts';
import { addressClaim } from './service-claims.ts';

/** Sessions that overlap at one instant are a handful: one for each site that uses the address. */
const mostSessions = 50;

/**
 * Who had an address at an instant. What belongs to a service is known by its claim, what a NAS gave out by itself by the
 * sessions that accounting told of.
 */
export async function findAddressUse(
  { store, sessions }: Pick<Ports, 'store' | 'sessions'>,
  { address, ...asked }: { readonly address: string; readonly at?: Instant | undefined },
  context: Context,
): Promise<Result<AddressUse>> {
  const at = asked.at ?? context.now;
  const values = holdable(address);
  const [assigned, found] = await Promise.all([
    assignedAt(store, address, values, at),
    Promise.all(
      values.map((handle) =>
        sessions.find({ of: 'handle', handle }, { state: 'all', at }, { limit: mostSessions }),
      ),
    ),
  ]);
  const had = distinct(found.flatMap(({ items }) => items));
  const owners = await ownersOf(store, [...assigned, ...had]);
  return done({
    address,
    at,
    assigned: assigned.map((one) => ({ ...one, ...owners(one.serviceId) })),
    sessions: had.map((session) => ({ ...sessionUse(session, values), ...owners(session.serviceId) })),
    isWhole: found.every(({ nextCursor }) => nextCursor === undefined),
  });
}

interface Assigned {
  readonly value: string;
  readonly siteId: string;
  readonly serviceId: string;
  readonly since?: Instant;
  readonly until?: Instant;
}

/** Sites may use the same private ranges: each is asked. Pools that were removed since count for what was before. */
async function assignedAt(
  store: Store,
  address: string,
  values: readonly string[],
  at: Instant,
): Promise<readonly Assigned[]> {
  const sought = new Map<string, { kind: 'ipv4' | 'ipv6-prefix'; siteId: string; value: string }>();
  if (values.length === 1) {
    for (const { id: siteId } of await everyOne(store, siteAggregate, { by: 'type' })) {
      sought.set(siteId, { kind: 'ipv4', siteId, value: address });
    }
  } else {
    for (const { state } of await everyOne(store, addressPoolAggregate, { by: 'type' })) {
      const value = state.details.kind === 'ipv6-prefix' ? addressIn(state, address) : undefined;
      const { siteId } = state.details;
      if (value !== undefined) sought.set(`${value}@${siteId}`, { kind: 'ipv6-prefix', siteId, value });
    }
  }
  const held = await Promise.all(
    [...sought.values()].map(async ({ kind, siteId, value }) => {
      const holding = await store.holderAt(addressClaim(kind, siteId, value), at);
      if (holding === undefined) return [];
      const { holder: serviceId, ...span } = holding;
      return [{ value, siteId, serviceId, ...span }];
    }),
  );
  return held.flat();
}

function distinct(sessions: readonly Session[]): readonly Session[] {
  return [
    ...new Map(
      sessions.map((one) => [`${one.siteId} ${one.nodeId} ${one.sessionId} ${one.username}`, one]),
    ).values(),
  ];
}

/** What the session has now may be another address than it had then: then it is told by the one that was sought. */
function sessionUse(session: Session, values: readonly string[]) {
  const { siteId, serviceId, sessionId, username, nodeId, callingStationId, startedAt, endedAt } = session;
  const has = [session.framedIp, session.framedIpv6Prefix, session.delegatedIpv6Prefix];
  return {
    value: has.find((one) => one !== undefined && values.includes(one)) ?? values[0]!,
    siteId,
    ...(serviceId === undefined ? {} : { serviceId }),
    sessionId,
    username,
    ...(nodeId === undefined ? {} : { nodeId }),
    ...(callingStationId === undefined ? {} : { callingStationId }),
    since: startedAt,
    ...(endedAt === undefined ? {} : { until: endedAt }),
    toldAt: session.updatedAt,
  };
}

async function ownersOf(store: Store, held: readonly { readonly serviceId?: string }[]) {
  const ids = new Set(held.flatMap(({ serviceId }) => serviceId ?? []));
  const services = await store.loadAll(serviceAggregate, [...ids]);
  const owners = new Map(services.map(({ id, state }) => [id, state.subscriberId]));
  return (serviceId: string | undefined) => {
    const subscriberId = owners.get(serviceId ?? '');
    return subscriberId === undefined ? {} : { subscriberId };
  };
}
