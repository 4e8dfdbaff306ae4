import type { OrderExecution } from '../contracts/workflow.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service, ServiceEvent } from '../domain/service/service.ts';
import {
  type ServiceOrder,
  type ServiceOrderEvent,
  serviceOrderAggregate,
} from '../domain/service-order/service-order.ts';
import { type ChangeExtras, change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Change, Store, Stored } from '../ports/store.ts';
import { withRetry } from './retry.ts';

export interface Execution {
  readonly service: Stored<Service>;
  readonly order: Stored<ServiceOrder>;
}

/** What a step makes of a service and its order. `order` is asked once the service's events are folded in. */
export interface Step {
  readonly service: readonly ServiceEvent[];
  order(service: Service): readonly ServiceOrderEvent[];
  readonly extras?: ChangeExtras;
  /** Changes of other aggregates in the same transaction. */
  readonly others?: readonly Change[];
}

/**
 * One step of an order's execution: reads service and order, decides, writes both in one transaction, again when a
 * report or another writer was first. Nobody is there to be refused, so whatever does not work is a fault, which the
 * state machine retries and at last catches.
 */
export async function takeStep(
  store: Store,
  { orderId, serviceId }: OrderExecution,
  context: Context,
  decide: (execution: Execution) => Promise<Step | undefined> | Step | undefined,
): Promise<{ readonly service: Service; readonly order: ServiceOrder }> {
  const taken = await withRetry(context, async () => {
    const { service, order } = await loadExecution(store, { orderId, serviceId });
    const step = await decide({ service, order });
    if (step === undefined) return { ok: true, value: { service: service.state, order: order.state } };
    const serviceChange = change(
      serviceAggregate,
      serviceId,
      service,
      step.service,
      context.now,
      step.extras,
    );
    const orderEvents = step.order(serviceChange.state);
    const orderChange = change(serviceOrderAggregate, orderId, order, orderEvents, context.now);
    const changes = [serviceChange, orderChange, ...(step.others ?? [])].filter(
      ({ events }) => events.length > 0,
    );
    const value = { service: serviceChange.state, order: orderChange.state };
    if (changes.length === 0) return { ok: true, value };
    const committed = await store.commit(changes, context);
    return committed.ok ? { ok: true, value } : committed;
  });
  if (!taken.ok) throw new Error(`a step of the order ${orderId} was refused: ${taken.refusal.message}`);
  return taken.value;
}

export async function loadExecution(
  store: Store,
  { orderId, serviceId }: OrderExecution,
): Promise<Execution> {
  const [service, order] = await Promise.all([
    store.load(serviceAggregate, serviceId),
    store.load(serviceOrderAggregate, orderId),
  ]);
  if (service === undefined || order === undefined || order.state.serviceId !== serviceId) {
    throw new Error(`there is no order ${orderId} on a service ${serviceId}`);
  }
  return { service, order };
}

/** The latest desired state of a service that has one. */
export function desiredOf(service: Service) {
  if (service.desired === undefined) throw new Error('a step of an order without a desired state');
  return service.desired;
}
