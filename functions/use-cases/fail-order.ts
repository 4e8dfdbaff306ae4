import type { AccessBinding } from '../contracts/access.ts';
import type { NumberConflict } from '../contracts/network-state.ts';
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
import { replaceNumbers } from './pool-addresses.ts';
import { claimsBeyond, claimsOf } from './service-claims.ts';

export type FailStep = Extract<OrderStep, { step: 'fail' }>;

/** Ends an order without success: the service says why, and keeps only what its former state needs. */
export async function failOrder(
  { store }: Pick<Ports, 'store'>,
  { orderId, serviceId, error, cause, compensated }: FailStep,
  context: Context,
): Promise<void> {
  const words = failureWords(error, cause);
  await takeStep(store, { orderId, serviceId }, context, async ({ service, order }) => {
    if (hasEnded(order.state)) return undefined;
    const { conflicts = [] } = order.state;
    const retry = await otherNumbers(store, serviceId, service.state, conflicts, context);
    const reason = retry === undefined ? words : `${words}; the next attempt is made with other numbers`;
    return {
      service: decide(serviceId, service.state, orderId, reason, defaultAccessPolicy, retry?.access),
      order: () => orderFailed(order.state, { reason, code: failureCode(error), compensated }),
      ...(retry?.step ?? (await dropped(store, serviceId, service.state, conflicts, context))),
    };
  });
}

type Gone = Pick<Step, 'extras' | 'others'>;

/** An activation that failed because a device has its numbers for something else is tried again with others. */
async function otherNumbers(
  store: Store,
  serviceId: string,
  service: Service,
  conflicts: readonly NumberConflict[],
  context: Context,
): Promise<{ readonly access: AccessBinding; readonly step: Gone } | undefined> {
  if (runningOrder(service)?.command.kind !== 'activate' || conflicts.length === 0) return undefined;
  const bound = await replaceNumbers(store, serviceId, service.access, conflicts, context);
  if (bound === undefined) return undefined;
  const { access, changes } = bound;
  const [before, after] = [claimsOf(service), claimsOf({ ...service, access })];
  const extras = { claims: claimsBeyond(after, before), releases: claimsBeyond(before, after) };
  return { access, step: { extras, others: changes } };
}

/** Lets go of what only the change would have needed. */
async function dropped(
  store: Store,
  serviceId: string,
  service: Service,
  conflicts: readonly NumberConflict[],
  context: Context,
): Promise<Gone> {
  const command = runningOrder(service)?.command;
  if (command?.kind !== 'change') return {};
  const changed = withChange(service, command.change);
  return {
    extras: { releases: claimsBeyond(claimsOf(changed), claimsOf(service)), secrets: droppedSecrets },
    others: await releaseAccess(store, serviceId, changed, service, context, conflicts),
  };
}
