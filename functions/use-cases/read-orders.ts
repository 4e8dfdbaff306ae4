import { done, type Result } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { type ServiceOrder, serviceOrderAggregate } from '../domain/service-order/service-order.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored, Where } from '../ports/store.ts';
import { firstWithItems } from './list-fitting.ts';
import { loadKnown } from './load.ts';

type Reading = Pick<Ports, 'store'>;

/** Reads the execution of an order. */
export function readOrder({ store }: Reading, id: string): Promise<Result<Stored<ServiceOrder>>> {
  return loadKnown(store, serviceOrderAggregate, id);
}

export interface OrderQuery extends Page {
  readonly serviceId?: string | undefined;
  readonly siteId?: string | undefined;
  readonly unresolved: boolean;
}

/** Lists orders on a service, at a site, or all; or those that nobody has seen to. */
export async function listOrders(
  { store }: Reading,
  { serviceId, siteId, unresolved, ...page }: OrderQuery,
  context: Context,
): Promise<Result<Paged<Stored<ServiceOrder>>>> {
  if (unresolved) return done(await unresolvedOrders(store, context, page));
  const where: Where =
    serviceId !== undefined
      ? { by: 'owner', owner: serviceId }
      : siteId !== undefined
        ? { by: 'place', place: siteId }
        : { by: 'type' };
  return done(await store.list(serviceOrderAggregate, where, page));
}

const unresolvedDays = 30;

/** Orders that failed lately and whose service had no order since, by the day of that. */
export function unresolvedOrders(
  store: Ports['store'],
  { now }: Context,
  page: Page,
): Promise<Paged<Stored<ServiceOrder>>> {
  const dueAfter = new Date(Date.parse(now) - unresolvedDays * 86_400_000).toISOString().slice(0, 10);
  const where: Where = { by: 'due', dueOnOrBefore: '9999-12-31', dueAfter };
  return firstWithItems(page, async (next) => {
    const found = await store.list(serviceOrderAggregate, where, next);
    const services = await store.loadAll(serviceAggregate, [
      ...new Set(found.items.map(({ state }) => state.serviceId)),
    ]);
    const failures = new Set(services.map(({ state }) => state.failure?.orderId));
    return { ...found, items: found.items.filter(({ id }) => failures.has(id)) };
  });
}
