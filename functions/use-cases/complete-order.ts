import type { ObservedState } from '../contracts/network-state.ts';
import type { OrderExecution } from '../contracts/workflow.ts';
import { withChange } from '../domain/service/change.ts';
import { completeOrder as decide } from '../domain/service/execute-order.ts';
import { provenBetween } from '../domain/service/observe-service.ts';
import { runningOrder, type Service } from '../domain/service/service.ts';
import { orderSucceeded } from '../domain/service-order/decide.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store } from '../ports/store.ts';
import { settledSecrets } from './access-secrets.ts';
import { releaseAccess } from './bind-access.ts';
import { type Step, takeStep } from './order-execution.ts';
import { releaseAll } from './order-service.ts';
import { claimsBeyond, claimsOf } from './service-claims.ts';
import { followService } from './service-sims.ts';

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
      ...(await settled(store, serviceId, service.state, context)),
    };
  });
}

/** Lets go of what only the former state of the service needed. */
async function settled(
  store: Store,
  serviceId: string,
  service: Service,
  context: Context,
): Promise<Pick<Step, 'extras' | 'others'>> {
  const command = runningOrder(service)?.command;
  if (command?.kind === 'terminate') {
    return {
      extras: releaseAll(service),
      others: await releaseAccess(store, serviceId, service, undefined, context),
    };
  }
  if (command?.kind !== 'change') {
    const to = command?.kind === 'suspend' ? 'suspended' : 'activated';
    return { others: await followService(store, serviceId, service.access, { to }, context) };
  }
  const changed = withChange(service, command.change);
  const [secrets, released, followed] = await Promise.all([
    settledSecrets(store, serviceId, changed.access),
    releaseAccess(store, serviceId, service, changed, context),
    followService(
      store,
      serviceId,
      changed.access,
      { to: service.state === 'suspended' ? 'suspended' : 'activated' },
      context,
    ),
  ]);
  const others = [...released, ...followed];
  return { extras: { releases: claimsBeyond(claimsOf(service), claimsOf(changed)), secrets }, others };
}
