import type { Entitlement, ObservedLine, ObservedState } from '../../contracts/network-state.ts';
import type { Instant } from '../../contracts/scalars.ts';
import { verdictOf, wordsOf } from '../network/network-view.ts';
import { terminated } from './execute-order.ts';
import { runningOrder, type Service, type ServiceEvent } from './service.ts';

/**
 * Takes in what a site saw. Only news makes an event: a proof of what is proven already, or an old revision, changes
 * nothing. A terminating service whose order has given up is terminated by a late proof, so that a site that comes back
 * ends the charges without anybody asking again.
 */
export function observeService(
  service: Service,
  observed: ObservedState,
  now: Instant,
): readonly ServiceEvent[] {
  const verdict = verdictOf(service.desired, observed);
  const { network } = service;
  switch (verdict) {
    case 'irrelevant':
      return [];
    case 'proven': {
      if (network.status === 'in-sync') return [];
      const proven: ServiceEvent = { type: 'service.state-proven', data: { observed } };
      return [proven, ...lateTermination(service, observed, now)];
    }
    default: {
      const reason = wordsOf(observed);
      const outlived: readonly ServiceEvent[] =
        observed.outliving === undefined || network.outliving !== undefined
          ? []
          : [{ type: 'service.session-outlived', data: { ...observed.outliving, words: reason } }];
      if (network.status === verdict && network.detail === reason) return outlived;
      return [
        { type: 'service.state-diverged', data: { status: verdict, observed: { ...observed, reason } } },
        ...outlived,
      ];
    }
  }
}

/** Where an OLT has the service's ONU after what a site saw: `line` is undefined where none has it any more. */
export function lineAfter(
  { desired, line }: Service,
  observed: ObservedState,
): { readonly line: ObservedLine | undefined } {
  if (desired === undefined || verdictOf(desired, observed) !== 'proven') return { line };
  const { present, access } = desired;
  const isOnOlt = present && access.technology === 'gpon' && access.olt !== undefined;
  return { line: isOnOlt ? (observed.line ?? line) : undefined };
}

function lateTermination(service: Service, observed: ObservedState, now: Instant): readonly ServiceEvent[] {
  if (service.state !== 'terminating' || service.order !== undefined || service.failure === undefined) {
    return [];
  }
  const { orderId, at } = service.failure;
  return [terminated(service, orderId, provenBetween(at, observed, now))];
}

/**
 * The instant of a proof as charges go by it: the agent's, unless the agent's clock is wrong. Nothing is proven before
 * it was asked for or after it was heard.
 */
export function provenBetween(askedAt: Instant, observed: ObservedState, heardAt: Instant): Instant {
  if (observed.observedAt < askedAt) return askedAt;
  return observed.observedAt > heardAt ? heardAt : observed.observedAt;
}

/** What the subscriber has at this moment: the entitlement that was in force before an order, until the order is proven. */
export function entitlementOf(service: Service): Entitlement {
  const order = runningOrder(service);
  const held = order === undefined || order.progress === 'requested' ? service.desired : order.before;
  return held?.present === true ? held.entitlement : 'blocked';
}
