import type { AccessBinding } from '../../contracts/access.ts';
import type { ObservedState } from '../../contracts/network-state.ts';
import type { Instant } from '../../contracts/scalars.ts';
import {
  absentContent,
  contentOf,
  deliveredContent,
  type NetworkContent,
  nextRevision,
} from '../network/desired-state.ts';
import { isProof } from '../network/network-view.ts';
import type { AccessPolicy } from '../policy/access-policy.ts';
import { withChange } from './change.ts';
import {
  type RunningOrder,
  runningOrder,
  type Service,
  type ServiceCommand,
  type ServiceEvent,
  type Suspension,
} from './service.ts';
import { suspensionThrough } from './transitions.ts';

/**
 * The steps of a running order as its state machine asks for them. Each may be asked for again: what is done already
 * yields no event. A step on a service on which the order does not run is a fault, because service and order are
 * written together.
 */

/** Issues what the network must hold for the order to be fulfilled. */
export function prepareOrder(
  serviceId: string,
  service: Service,
  orderId: string,
  policy: AccessPolicy,
): readonly ServiceEvent[] {
  const order = orderOf(service, orderId);
  if (order.progress !== 'requested') return [];
  return [issue(serviceId, service, order, 'order', contentFor(service, order.command, policy))];
}

/** Issues what undoes the order: the content from before it, under a new revision. A termination is never undone. */
export function rollBackOrder(serviceId: string, service: Service, orderId: string): readonly ServiceEvent[] {
  const order = orderOf(service, orderId);
  if (order.progress === 'compensating') return [];
  if (order.command.kind === 'terminate') throw new Error(`the termination ${orderId} cannot be rolled back`);
  return [issue(serviceId, service, order, 'compensation', contentBefore(service, order))];
}

/** The proof is there: the service takes the state that the order is for. */
export function completeOrder(
  service: Service,
  orderId: string,
  observed: ObservedState,
  provenAt: Instant,
): readonly ServiceEvent[] {
  const { command, progress } = orderOf(service, orderId);
  const revision = service.desired?.revision;
  if (progress !== 'issued' || revision === undefined || observed.revision !== revision) {
    throw new Error(
      `revision ${observed.revision} does not prove the order ${orderId}, which issued ${revision}`,
    );
  }
  if (!isProof(observed.outcome)) throw new Error(`${observed.outcome} is no proof of the order ${orderId}`);
  switch (command.kind) {
    case 'activate':
      return [{ type: 'service.activated', data: { orderId, revision, provenAt } }];
    case 'change':
      return [{ type: 'service.changed', data: { orderId, change: command.change, provenAt } }];
    case 'suspend': {
      const { reason, until } = command;
      const data = { orderId, reason, ...(until === undefined ? {} : { until }), provenAt };
      return [{ type: 'service.suspended', data }];
    }
    case 'resume':
      return [{ type: 'service.resumed', data: { orderId, reason: suspensionOf(service).reason, provenAt } }];
    case 'terminate':
      return [terminated(service, orderId, provenAt)];
  }
}

function suspensionOf(service: Service): Suspension {
  if (service.state !== 'suspended') throw new Error(`a service that is ${service.state} cannot be resumed`);
  return service.suspension;
}

/** The end, with what its order said of the contract's fee. */
export function terminated(service: Service, orderId: string, provenAt: Instant): ServiceEvent {
  const waived = service.state === 'terminating' && service.waiveFee === true;
  return {
    type: 'service.terminated',
    data: { orderId, ...(waived ? { waiveFee: true as const } : {}), provenAt },
  };
}

/**
 * The order ended without success; `next` is the binding with which an activation is tried again. Whatever step broke, the desired state that stays behind is the right one: what was
 * in force before, or nothing at all for a termination. Comparison brings the site there if the order could not.
 */
export function failOrder(
  serviceId: string,
  service: Service,
  orderId: string,
  reason: string,
  policy: AccessPolicy,
  next?: AccessBinding,
): readonly ServiceEvent[] {
  const order = orderOf(service, orderId);
  const data = { orderId, reason };
  const undo = () => rollBackOrder(serviceId, service, orderId);
  switch (order.command.kind) {
    case 'activate':
      return [
        ...undo(),
        {
          type: 'service.activation-failed',
          data: { ...data, ...(next === undefined ? {} : { access: next }) },
        },
      ];
    case 'change':
      return [...undo(), { type: 'service.change-failed', data }];
    case 'suspend':
      return [...undo(), { type: 'service.suspension-failed', data }];
    case 'resume':
      return [...undo(), { type: 'service.resumption-failed', data }];
    case 'terminate':
      return [
        ...prepareOrder(serviceId, service, orderId, policy),
        { type: 'service.termination-failed', data },
      ];
  }
}

function orderOf(service: Service, orderId: string): RunningOrder {
  const order = runningOrder(service);
  if (order?.orderId !== orderId) {
    throw new Error(`the order ${orderId} does not run on this service (${order?.orderId ?? 'none'} does)`);
  }
  return order;
}

/** What the network must hold for the command to be fulfilled. */
export function contentFor(service: Service, command: ServiceCommand, policy: AccessPolicy): NetworkContent {
  switch (command.kind) {
    case 'activate':
    case 'resume':
      return deliveredContent(service, undefined, policy);
    case 'change':
      return deliveredContent(
        withChange(service, command.change),
        suspensionThrough(service, command),
        policy,
      );
    case 'suspend':
      return deliveredContent(service, command, policy);
    case 'terminate':
      return absentContent(service);
  }
}

function contentBefore(service: Service, order: RunningOrder): NetworkContent {
  const before = order.progress === 'requested' ? service.desired : order.before;
  // An activation that failed leaves nothing, even when a state from before was never proven to be gone.
  if (before === undefined || order.command.kind === 'activate') return absentContent(service);
  return contentOf(before);
}

function issue(
  serviceId: string,
  service: Service,
  order: RunningOrder,
  purpose: 'order' | 'compensation',
  content: NetworkContent,
): ServiceEvent {
  const desired = nextRevision(serviceId, service.desired, content);
  return { type: 'service.desired-state-issued', data: { orderId: order.orderId, purpose, desired } };
}
