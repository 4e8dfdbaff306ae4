import type { ServiceFilter } from '../contracts/bulk-action.ts';
import type { RefusedLogin } from '../contracts/edge/messages.ts';
import { meets } from '../domain/bulk-action/meant.ts';
import { isStillRefused } from '../domain/network/refused-login.ts';
import { done, type Result } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import type { Ports } from '../ports/ports.ts';
import type { Session } from '../ports/sessions.ts';
import type { Page, Paged, Stored, Where } from '../ports/store.ts';
import { ofTagged } from './by-tag.ts';
import { firstWithItems } from './list-fitting.ts';
import { loadKnown } from './load.ts';

export interface ServiceWithSession {
  readonly service: Stored<Service>;
  readonly session?: Session;
  readonly refusedLogin?: RefusedLogin;
}

/** Reads a service with its open session, or its last, and with what has kept it from one since. */
export async function readService(
  { store, sessions, siteHealth }: Pick<Ports, 'store' | 'sessions' | 'siteHealth'>,
  id: string,
): Promise<Result<ServiceWithSession>> {
  const [service, session, refused] = await Promise.all([
    loadKnown(store, serviceAggregate, id),
    sessions.current(id),
    siteHealth.refusedLogin(id),
  ]);
  if (!service.ok) return service;
  const shows = refused !== undefined && isStillRefused(refused, session?.startedAt);
  return done({
    service: service.value,
    ...(session === undefined ? {} : { session }),
    ...(shows ? { refusedLogin: refused } : {}),
  });
}

export interface ServiceQuery extends Page, ServiceFilter {
  readonly subscriberId?: string | undefined;
  readonly q?: string | undefined;
}

/** Subscribers whose services are looked through at most, where they are found by what a caller says. */
const mostOwners = 50;

/** Lists services of a subscriber, of a site, or all, or finds some by whose they are; those that are like what is asked for. */
export async function listServices(
  { store, search }: Pick<Ports, 'store' | 'search'>,
  { limit, cursor, order, q, ...query }: ServiceQuery,
): Promise<Result<Paged<Stored<Service>>>> {
  const { subscriberId, siteId } = query;
  if (q !== undefined) {
    const owners = await search.find('subscriber', q, mostOwners);
    const meant = owners.filter((owner) => subscriberId === undefined || owner === subscriberId);
    const found = (await store.ownedBy(serviceAggregate, meant)).flat();
    const fitting = found.filter(({ state }) => meets(state, query));
    return done({ items: (await ofTagged(store, fitting, query.tag)).slice(0, limit) });
  }
  const where: Where =
    subscriberId !== undefined
      ? { by: 'owner', owner: subscriberId }
      : siteId !== undefined
        ? { by: 'place', place: siteId }
        : { by: 'type' };
  return done(
    await firstWithItems({ limit, cursor, order }, async (page) => {
      const found = await store.list(serviceAggregate, where, page);
      const fitting = found.items.filter(({ state }) => meets(state, query));
      return { ...found, items: await ofTagged(store, fitting, query.tag) };
    }),
  );
}

export async function listSessions(
  { store, sessions }: Pick<Ports, 'store' | 'sessions'>,
  serviceId: string,
  page: Page,
): Promise<Result<Paged<Session>>> {
  const service = await loadKnown(store, serviceAggregate, serviceId);
  return service.ok ? done(await sessions.list(serviceId, page)) : service;
}
