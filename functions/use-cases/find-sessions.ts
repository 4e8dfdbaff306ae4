import type { Technology } from '../contracts/catalog.ts';
import { accessNodeAggregate } from '../domain/network/access-node.ts';
import { siteAggregate } from '../domain/network/site.ts';
import { done, type Result } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Ports } from '../ports/ports.ts';
import type { Session, SessionFilter, SessionScope } from '../ports/sessions.ts';
import type { Page, Paged, Store } from '../ports/store.ts';
import { everyOne } from './every-one.ts';
import { loadKnown } from './load.ts';

export interface SessionQuery extends Page {
  readonly siteId?: string | undefined;
  readonly nodeId?: string | undefined;
  readonly subscriberId?: string | undefined;
  readonly technology?: Technology | undefined;
  readonly state: SessionFilter['state'];
  readonly since?: SessionFilter['since'];
  readonly q?: string | undefined;
}

export interface FoundSession {
  readonly session: Session;
  readonly subscriberId?: string;
}

/** Subscribers that a search looks at; it leads to few or it is too vague. */
const mostSubscribers = 50;

/**
 * Finds sessions by who has them or where they are. What is searched for is first taken for what a session itself is
 * called, and then for a subscriber.
 */
export async function findSessions(
  { store, sessions, search }: Pick<Ports, 'store' | 'sessions' | 'search'>,
  { siteId, nodeId, subscriberId, technology, state, since, q, ...page }: SessionQuery,
): Promise<Result<Paged<FoundSession>>> {
  const filter = { state, technology, since };
  const isThere = ({ siteId: site, nodeId: node }: Session) =>
    (siteId === undefined || site === siteId) && (nodeId === undefined || node === nodeId);
  const look = async (scope: SessionScope) => {
    const found = await sessions.find(scope, filter, page);
    return { ...found, items: found.items.filter(isThere) };
  };
  if (subscriberId !== undefined) {
    const subscriber = await loadKnown(store, subscriberAggregate, subscriberId);
    if (!subscriber.ok) return subscriber;
    const services = await servicesOf(store, [subscriberId]);
    const found = await look({ of: 'services', serviceIds: services });
    const fits = (session: Session) => q === undefined || isCalled(session, q);
    return done(await withOwners(store, { ...found, items: found.items.filter(fits) }));
  }
  if (q !== undefined) {
    const goesOnWithServices = page.cursor?.startsWith('services!') ?? false;
    const called = goesOnWithServices ? undefined : await look({ of: 'handle', handle: q });
    if (called !== undefined && (called.items.length > 0 || called.nextCursor !== undefined)) {
      return done(await withOwners(store, called));
    }
    const services = await servicesOf(store, await search.find('subscriber', q, mostSubscribers));
    return done(await withOwners(store, await look({ of: 'services', serviceIds: services })));
  }
  const nodeIds = await nodesOf(store, siteId, nodeId);
  return nodeIds.ok
    ? done(await withOwners(store, await look({ of: 'nodes', nodeIds: nodeIds.value })))
    : nodeIds;
}

function isCalled({ username, framedIp, callingStationId }: Session, q: string): boolean {
  const wanted = q.toLowerCase();
  return [username, framedIp, callingStationId].some((name) => name?.toLowerCase().startsWith(wanted));
}

async function nodesOf(
  store: Store,
  siteId: string | undefined,
  nodeId: string | undefined,
): Promise<Result<readonly string[]>> {
  if (siteId !== undefined) {
    const site = await loadKnown(store, siteAggregate, siteId);
    if (!site.ok) return site;
    const { nodeIds } = site.value.state;
    return done(nodeId === undefined ? nodeIds : nodeIds.filter((id) => id === nodeId));
  }
  if (nodeId !== undefined) {
    const node = await loadKnown(store, accessNodeAggregate, nodeId);
    return node.ok ? done([nodeId]) : node;
  }
  const sites = await everyOne(store, siteAggregate, { by: 'type' });
  return done(sites.flatMap(({ state }) => state.nodeIds));
}

async function servicesOf(store: Store, subscriberIds: readonly string[]): Promise<string[]> {
  const services = await Promise.all(
    subscriberIds.map((owner) => everyOne(store, serviceAggregate, { by: 'owner', owner })),
  );
  return services.flat().map(({ id }) => id);
}

async function withOwners(store: Store, { items, nextCursor }: Paged<Session>): Promise<Paged<FoundSession>> {
  const serviceIds = new Set(items.flatMap(({ serviceId }) => serviceId ?? []));
  const services = await store.loadAll(serviceAggregate, [...serviceIds]);
  const owners = new Map(services.map(({ id, state }) => [id, state.subscriberId]));
  return {
    items: items.map((session) => {
      const subscriberId = owners.get(session.serviceId ?? '');
      return { session, ...(subscriberId === undefined ? {} : { subscriberId }) };
    }),
    ...(nextCursor === undefined ? {} : { nextCursor }),
  };
}
