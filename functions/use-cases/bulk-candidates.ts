import type { BulkScope } from '../contracts/bulk-action.ts';
import { isServiceMeant } from '../domain/bulk-action/meant.ts';
import { deviceNodes } from '../domain/network/device-nodes.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { ofTagged } from './by-tag.ts';

/** A part of the list that a survey of services goes through. */
export interface Candidates {
  readonly services: readonly Stored<Service>[];
  /** Ids that no service has any more. */
  readonly unknown: number;
  /** Where the list goes on; null at its end. */
  readonly cursor: string | null;
}

/** The next services to be surveyed, as many as `limit` or fewer, whether they are meant or not. */
export async function nextCandidates(
  store: Store,
  scope: BulkScope,
  cursor: string,
  limit: number,
): Promise<Candidates> {
  if (scope.serviceIds !== undefined) return byId(store, scope.serviceIds, cursor, limit);
  if (scope.subscriberIds !== undefined) return byOwner(store, scope.subscriberIds, cursor, limit);
  const where =
    scope.siteId === undefined ? ({ by: 'type' } as const) : ({ by: 'place', place: scope.siteId } as const);
  const page = await store.list(serviceAggregate, where, { limit, ...(cursor === '' ? {} : { cursor }) });
  return { services: page.items, unknown: 0, cursor: page.nextCursor ?? null };
}

async function byId(
  store: Store,
  serviceIds: readonly string[],
  cursor: string,
  limit: number,
): Promise<Candidates> {
  const from = cursor === '' ? 0 : Number(cursor);
  const ids = serviceIds.slice(from, from + limit);
  const services = await store.loadAll(serviceAggregate, [...new Set(ids)]);
  const to = from + ids.length;
  return {
    services,
    unknown: new Set(ids).size - services.length,
    cursor: to < serviceIds.length ? String(to) : null,
  };
}

/** The services of one subscriber after the other; the place is how many subscribers were passed, and a page within one. */
async function byOwner(
  store: Store,
  subscriberIds: readonly string[],
  cursor: string,
  limit: number,
): Promise<Candidates> {
  const [at = '', within = ''] = cursor.split('/');
  const passed = Number(at);
  const owner = subscriberIds[passed];
  if (owner === undefined) return { services: [], unknown: 0, cursor: null };
  const page = await store.list(
    serviceAggregate,
    { by: 'owner', owner },
    { limit, ...(within === '' ? {} : { cursor: within }) },
  );
  const next = page.nextCursor === undefined ? `${passed + 1}` : `${passed}/${page.nextCursor}`;
  return { services: page.items, unknown: 0, cursor: next === `${subscriberIds.length}` ? null : next };
}

/** Whether the service is meant, wherever on the network it is. */
export async function isCandidate(
  { store, sessions }: Pick<Ports, 'store' | 'sessions'>,
  stored: Stored<Service>,
  scope: BulkScope,
): Promise<boolean> {
  const { id, state: service } = stored;
  if (!isServiceMeant(service, scope)) return false;
  if ((await ofTagged(store, [stored], scope.tag)).length === 0) return false;
  const { nodeId } = scope;
  if (nodeId === undefined || deviceNodes(service.access).some((node) => node.nodeId === nodeId)) return true;
  const session = await sessions.current(id);
  return session?.nodeId === nodeId && session.endedAt === undefined;
}
