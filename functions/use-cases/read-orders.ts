import { done, type Result } from '../domain/result.ts';
import { type ServiceOrder, serviceOrderAggregate } from '../domain/service-order/service-order.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored, Where } from '../ports/store.ts';
import { loadKnown } from './load.ts';

type Reading = Pick<Ports, 'store'>;

/** Reads the execution of an order. */
export function readOrder({ store }: Reading, id: string): Promise<Result<Stored<ServiceOrder>>> {
  return loadKnown(store, serviceOrderAggregate, id);
}

export interface OrderQuery extends Page {
  readonly serviceId?: string | undefined;
  readonly siteId?: string | undefined;
}

/** Lists orders on a service, at a site, or all, oldest first. */
export async function listOrders(
  { store }: Reading,
  { serviceId, siteId, ...page }: OrderQuery,
): Promise<Result<Paged<Stored<ServiceOrder>>>> {
  const where: Where =
    serviceId !== undefined
      ? { by: 'owner', owner: serviceId }
      : siteId !== undefined
        ? { by: 'place', place: siteId }
        : { by: 'type' };
  return done(await store.list(serviceOrderAggregate, where, page));
}
