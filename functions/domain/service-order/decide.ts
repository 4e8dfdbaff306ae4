import type { ServiceOrderFailed } from '../../contracts/events/service-order-failed.ts';
import type { ObservedState } from '../../contracts/network-state.ts';
import type { Actor } from '../../contracts/scalars.ts';
import type { OrderKind } from '../../contracts/service-order.ts';
import { isProof } from '../network/network-view.ts';
import { hasEnded, hasObserved, type ServiceOrder, type ServiceOrderEvent } from './service-order.ts';

export interface NewOrder {
  readonly serviceId: string;
  readonly subscriberId: string;
  readonly siteId: string;
  readonly kind: OrderKind;
  readonly requestedBy: Actor;
  readonly bulkActionId?: string;
}

/** Writes the order down. One that needs nothing of the network has succeeded with its request. */
export function requestOrder(wish: NewOrder, executed: boolean): readonly ServiceOrderEvent[] {
  return [
    { type: 'service-order.requested', data: { ...wish, executed } },
    ...(executed ? [] : [{ type: 'service-order.succeeded' as const, data: {} }]),
  ];
}

/** Notes which revision fulfils the order. */
export function orderPrepared(
  order: ServiceOrder,
  siteId: string,
  revision: number,
): readonly ServiceOrderEvent[] {
  if (order.revision === revision) return [];
  return [{ type: 'service-order.prepared', data: { siteId, revision } }];
}

/** Keeps a site's answer, unless it is the order's proof, which comes with its success. */
export function orderObserved(order: ServiceOrder, observed: ObservedState): readonly ServiceOrderEvent[] {
  if (hasEnded(order)) return [];
  if (order.compensation === undefined && isProof(observed.outcome)) return [];
  if (hasObserved(order, observed)) return [];
  return [{ type: 'service-order.observed', data: { observed } }];
}

/** Notes which revision undoes the order, and why that is needed. */
export function orderRolledBack(
  order: ServiceOrder,
  siteId: string,
  revision: number,
  reason: string,
): readonly ServiceOrderEvent[] {
  if (order.compensation?.revision === revision) return [];
  return [{ type: 'service-order.compensation-prepared', data: { siteId, revision, reason } }];
}

/** The order did what it said. */
export function orderSucceeded(order: ServiceOrder, observed: ObservedState): readonly ServiceOrderEvent[] {
  return hasEnded(order) ? [] : [{ type: 'service-order.succeeded', data: { observed } }];
}

/** The order ended without success. */
export function orderFailed(
  order: ServiceOrder,
  failure: ServiceOrderFailed['data'],
): readonly ServiceOrderEvent[] {
  return hasEnded(order) ? [] : [{ type: 'service-order.failed', data: failure }];
}
