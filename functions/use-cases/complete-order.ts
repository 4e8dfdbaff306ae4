import type { ObservedState } from '../contracts/network-state.ts';
import type { OrderExecution } from '../contracts/workflow.ts';
import { withChange } from '../domain/service/change.ts';
import { completeOrder as decide } from '../domain/service/execute-order.ts';
import { provenBetween } from '../domain/service/observe-service.ts';
import { runningOrder, type Service } from '../domain/service/service.ts';
import { orderSucceeded } from '../domain/service-order/decide.ts';
import type { ChangeExtras } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store } from '../ports/store.ts';
import { nextPasswordSecret, passwordSecret } from './access-password.ts';
import { takeStep } from './order-execution.ts';
import { releaseAll } from './order-service.ts';
import { claimsBeyond, claimsOf } from './service-claims.ts';

/** The network has proved the order: the service takes its new state and the order has succeeded. */
export async function completeOrder(
  { store }: Pick<Ports, 'store'>,
  execution: OrderExecution,
  observed: ObservedState,
  context: Context,
): Promise<void> {
  const { orderId, serviceId } = execution;
  await takeStep(store, execution, context, async ({ service, order }) => {
    if (order.state.state === 'succeeded') return undefined;
    const provenAt = provenBetween(order.state.requestedAt, observed, context.now);
    return {
      service: decide(service.state, orderId, observed, provenAt),
      order: () => orderSucceeded(order.state, observed),
      extras: await settled(store, serviceId, service.state),
    };
  });
}

/** Lets go of what only the former state of the service needed. */
async function settled(store: Store, serviceId: string, service: Service): Promise<ChangeExtras> {
  const command = runningOrder(service)?.command;
  if (command?.kind === 'terminate') return releaseAll(service);
  if (command?.kind !== 'change') return {};
  const changed = withChange(service, command.change);
  const nextPassword = await store.secret('service', serviceId, nextPasswordSecret);
  return {
    releases: claimsBeyond(claimsOf(service), claimsOf(changed)),
    secrets: {
      ...(nextPassword === undefined ? {} : { [passwordSecret]: nextPassword, [nextPasswordSecret]: null }),
      ...('username' in changed.access ? {} : { [passwordSecret]: null }),
    },
  };
}
