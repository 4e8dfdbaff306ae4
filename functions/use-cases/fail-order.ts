import type { OrderStep } from '../contracts/workflow.ts';
import { defaultAccessPolicy } from '../domain/policy/access-policy.ts';
import { withChange } from '../domain/service/change.ts';
import { failOrder as decide } from '../domain/service/execute-order.ts';
import { runningOrder, type Service } from '../domain/service/service.ts';
import { orderFailed } from '../domain/service-order/decide.ts';
import { failureCode, failureWords } from '../domain/service-order/failure-words.ts';
import { hasEnded } from '../domain/service-order/service-order.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store } from '../ports/store.ts';
import { droppedSecrets } from './access-secrets.ts';
import { releaseAccess } from './bind-access.ts';
import { type Step, takeStep } from './order-execution.ts';
import { claimsBeyond, claimsOf } from './service-claims.ts';

export type FailStep = Extract<OrderStep, { step: 'fail' }>;

/** Ends an order without success: the service says why, and keeps only what its former state needs. */
export async function failOrder(
  { store }: Pick<Ports, 'store'>,
  { orderId, serviceId, error, cause, compensated }: FailStep,
  context: Context,
): Promise<void> {
  const reason = failureWords(error, cause);
  await takeStep(store, { orderId, serviceId }, context, async ({ service, order }) => {
    if (hasEnded(order.state)) return undefined;
    return {
      service: decide(serviceId, service.state, orderId, reason, defaultAccessPolicy),
      order: () => orderFailed(order.state, { reason, code: failureCode(error), compensated }),
      ...(await dropped(store, serviceId, service.state, context)),
    };
  });
}

/** Lets go of what only the change would have needed. */
async function dropped(
  store: Store,
  serviceId: string,
  service: Service,
  context: Context,
): Promise<Pick<Step, 'extras' | 'others'>> {
  const command = runningOrder(service)?.command;
  if (command?.kind !== 'change') return {};
  const changed = withChange(service, command.change);
  return {
    extras: { releases: claimsBeyond(claimsOf(changed), claimsOf(service)), secrets: droppedSecrets },
    others: await releaseAccess(store, serviceId, changed.access, service.access, context),
  };
}
