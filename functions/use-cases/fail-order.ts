import type { OrderStep } from '../contracts/workflow.ts';
import { defaultAccessPolicy } from '../domain/policy/access-policy.ts';
import { withChange } from '../domain/service/change.ts';
import { failOrder as decide } from '../domain/service/execute-order.ts';
import { runningOrder, type Service } from '../domain/service/service.ts';
import { orderFailed } from '../domain/service-order/decide.ts';
import { failureWords } from '../domain/service-order/failure-words.ts';
import { hasEnded } from '../domain/service-order/service-order.ts';
import type { ChangeExtras } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { nextPasswordSecret } from './access-password.ts';
import { takeStep } from './order-execution.ts';
import { claimsBeyond, claimsOf } from './service-claims.ts';

export type FailStep = Extract<OrderStep, { step: 'fail' }>;

/** Ends an order without success: the service says why, and keeps only what its former state needs. */
export async function failOrder(
  { store }: Pick<Ports, 'store'>,
  { orderId, serviceId, error, cause, compensated }: FailStep,
  context: Context,
): Promise<void> {
  const reason = failureWords(error, cause);
  await takeStep(store, { orderId, serviceId }, context, ({ service, order }) => {
    if (hasEnded(order.state)) return undefined;
    return {
      service: decide(serviceId, service.state, orderId, reason, defaultAccessPolicy),
      order: () => orderFailed(order.state, reason, compensated),
      extras: dropped(service.state),
    };
  });
}

function dropped(service: Service): ChangeExtras {
  const command = runningOrder(service)?.command;
  if (command?.kind !== 'change') return {};
  return {
    releases: claimsBeyond(claimsOf(withChange(service, command.change)), claimsOf(service)),
    secrets: { [nextPasswordSecret]: null },
  };
}
