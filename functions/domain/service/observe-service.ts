import type { Entitlement, ObservedLine, ObservedState } from '../../contracts/network-state.ts';
import type { Instant } from '../../contracts/scalars.ts';
import { isSame } from '../details.ts';
import { isOvertaken, verdictOf, wordsOf } from '../network/network-view.ts';
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
  if (isOvertaken(network, observed)) return [];
  switch (verdict) {
    case 'irrelevant':
      return [];
    case 'proven': {
      if (network.status === 'in-sync') return mended(service, observed);
      const proven: ServiceEvent = { type: 'service.state-proven', data: { observed } };
      return [proven, ...lateTermination(service, observed, now)];
    }
    default: {
      const reason = wordsOf(observed);
      const outlived: readonly ServiceEvent[] =
        observed.outliving === undefined || network.outliving !== undefined
          ? []
          : [{ type: 'service.session-outlived', data: { ...observed.outliving, words: reason } }];
      if (isKnown(service, { ...observed, reason }, verdict)) return outlived;
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

/** What was found changed and is overwritten already is told once: a repeated or late report is not newer than the proof. */
function mended({ network }: Service, observed: ObservedState): readonly ServiceEvent[] {
  const { provenAt } = network;
  const isNews = provenAt === undefined || observed.observedAt > provenAt;
  return observed.differences === undefined || !isNews
    ? []
    : [{ type: 'service.drift-mended', data: { observed } }];
}

function isKnown(
  { network }: Service,
  { reason, differences, outcome }: ObservedState,
  status: 'drifted' | 'unreachable',
): boolean {
  return (
    network.status === status &&
    network.detail === reason &&
    (network.held === true) === (outcome === 'drifted') &&
    isSame(network.differences, differences)
  );
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
