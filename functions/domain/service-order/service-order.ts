import type { ServiceOrderCompensationPrepared } from '../../contracts/events/service-order-compensation-prepared.ts';
import type { ServiceOrderFailed } from '../../contracts/events/service-order-failed.ts';
import type { ServiceOrderObserved } from '../../contracts/events/service-order-observed.ts';
import type { ServiceOrderPrepared } from '../../contracts/events/service-order-prepared.ts';
import type { ServiceOrderRequested } from '../../contracts/events/service-order-requested.ts';
import type { ServiceOrderSucceeded } from '../../contracts/events/service-order-succeeded.ts';
import type { NumberConflict, ObservedState } from '../../contracts/network-state.ts';
import type { Actor, Instant } from '../../contracts/scalars.ts';
import type { OrderFailureCode, OrderKind } from '../../contracts/service-order.ts';
import type { Aggregate } from '../aggregate.ts';
import { isProof, wordsOf } from '../network/network-view.ts';

export type ServiceOrderEvent =
  | ServiceOrderRequested
  | ServiceOrderPrepared
  | ServiceOrderObserved
  | ServiceOrderCompensationPrepared
  | ServiceOrderSucceeded
  | ServiceOrderFailed;

/** Something that the order did or was told, in words that staff can read. */
export interface OrderStep {
  readonly name: string;
  readonly at: Instant;
  readonly ok: boolean;
  readonly answer: string;
  readonly revision?: number;
}

/** How an order that did not succeed was undone. */
export interface Compensation {
  readonly revision: number;
  readonly reason: string;
  readonly startedAt: Instant;
  readonly steps: readonly OrderStep[];
  /** Whether the network confirmed it; not known while it runs. */
  readonly confirmed?: boolean;
}

interface Common {
  readonly serviceId: string;
  readonly subscriberId: string;
  readonly siteId: string;
  readonly kind: OrderKind;
  readonly requestedBy: Actor;
  readonly requestedAt: Instant;
  /** The bulk action of which it is a part. */
  readonly bulkActionId?: string | undefined;
  /** The desired state that fulfils the order. */
  readonly revision?: number;
  readonly steps: readonly OrderStep[];
  readonly compensation?: Compensation;
  /** What became of live sessions. */
  readonly sessions?: { readonly changed: number; readonly cut: number };
  /** Numbers of the binding that something else has on a device. */
  readonly conflicts?: readonly NumberConflict[];
}

/** One execution of a wish about a service, from request to proof or to the words of why not. */
export type ServiceOrder =
  | (Common & { readonly state: 'requested' })
  | (Common & { readonly state: 'running' })
  | (Common & { readonly state: 'succeeded'; readonly endedAt: Instant })
  | (Common & {
      readonly state: 'failed';
      readonly endedAt: Instant;
      readonly reason: string;
      readonly code?: OrderFailureCode;
    });

export type OrderState = ServiceOrder['state'];

/** Where an order may go; an ended one goes nowhere, a retry is a new order. */
export const orderTransitions: Readonly<Record<OrderState, readonly OrderState[]>> = {
  requested: ['running', 'succeeded', 'failed'],
  running: ['succeeded', 'failed'],
  succeeded: [],
  failed: [],
};

export function hasEnded(
  order: ServiceOrder,
): order is Extract<ServiceOrder, { state: 'succeeded' | 'failed' }> {
  return order.state === 'succeeded' || order.state === 'failed';
}

/** The order's state as the fold of its events. */
export const serviceOrderAggregate: Aggregate<ServiceOrder, ServiceOrderEvent> = {
  type: 'service-order',
  links: (order) => ({
    owner: order.serviceId,
    place: order.siteId,
    // Found by the day on which it failed, for those who see to it.
    ...(order.state === 'failed' ? { dueOn: order.endedAt.slice(0, 10) } : {}),
  }),
  upgrade: renamed,
  evolve(state, event, at) {
    if (event.type === 'service-order.requested') {
      const { executed: _, ...data } = renamed(event.data);
      const answer = `${data.requestedBy.kind} ${data.requestedBy.id}`;
      return {
        ...data,
        state: 'requested',
        requestedAt: at,
        steps: [{ name: 'requested', at, ok: true, answer }],
      };
    }
    if (state === undefined) throw new Error(`${event.type} on an order that does not exist`);
    switch (event.type) {
      case 'service-order.prepared': {
        const { revision } = event.data;
        const step = { name: 'desired state issued', at, ok: true, answer: `revision ${revision}`, revision };
        return { ...state, state: 'running', revision, steps: [...state.steps, step] };
      }
      case 'service-order.observed':
        return withObservation(state, event.data.observed);
      case 'service-order.compensation-prepared': {
        const { revision, reason } = event.data;
        const step = { name: 'roll-back issued', at, ok: true, answer: `revision ${revision}`, revision };
        return {
          ...state,
          state: 'running',
          compensation: { revision, reason, startedAt: at, steps: [step] },
        };
      }
      case 'service-order.succeeded': {
        const { observed } = event.data;
        const proven = observed === undefined ? state : withObservation(state, observed);
        return { ...proven, state: 'succeeded', endedAt: at };
      }
      case 'service-order.failed': {
        const { reason, code, compensated } = event.data;
        const { compensation } = state;
        return {
          ...state,
          state: 'failed',
          endedAt: at,
          reason,
          ...(code === undefined ? {} : { code }),
          ...(compensation === undefined
            ? {}
            : { compensation: { ...compensation, confirmed: compensated } }),
        };
      }
    }
  },
};

/** What a bulk action was called when there were only bulk changes. */
function renamed<T extends { readonly bulkActionId?: string | undefined }>({
  bulkChangeId,
  ...order
}: T & { readonly bulkChangeId?: string | undefined }): T {
  return (bulkChangeId === undefined ? order : { ...order, bulkActionId: bulkChangeId }) as unknown as T;
}

function withObservation(order: ServiceOrder, observed: ObservedState): ServiceOrder {
  const steps = stepsOf(observed);
  const { compensation } = order;
  const told = withSessions(order, observed.sessions);
  if (compensation !== undefined && observed.revision >= compensation.revision) {
    return { ...told, compensation: { ...compensation, steps: [...compensation.steps, ...steps] } };
  }
  const { conflicts } = observed;
  return {
    ...told,
    steps: [...order.steps, ...steps],
    ...(conflicts === undefined ? {} : { conflicts }),
  };
}

function withSessions(order: ServiceOrder, found: ObservedState['sessions']): ServiceOrder {
  if (found === undefined) return order;
  const { changed, cut } = order.sessions ?? { changed: 0, cut: 0 };
  return { ...order, sessions: { changed: changed + found.changed, cut: cut + found.cut } };
}

function stepsOf(observed: ObservedState): OrderStep[] {
  const { revision } = observed;
  const ok = isProof(observed.outcome);
  return [
    ...observed.steps.map(({ check, at, ok, answer }) => ({ name: check, at, ok, answer, revision })),
    {
      name: reportStep,
      at: observed.observedAt,
      ok,
      answer: ok ? observed.outcome : `${observed.outcome}: ${wordsOf(observed)}`,
      revision,
    },
  ];
}

const reportStep = 'site reported';

/** Whether the report stands in the order already: a report is delivered at least once. */
export function hasObserved(order: ServiceOrder, observed: ObservedState): boolean {
  return [...order.steps, ...(order.compensation?.steps ?? [])].some(
    (step) =>
      step.name === reportStep && step.at === observed.observedAt && step.revision === observed.revision,
  );
}
