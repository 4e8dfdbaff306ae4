import type { OrderExecution, PreparedRevision } from '../contracts/workflow.ts';
import { rollBackOrder as decide } from '../domain/service/execute-order.ts';
import { orderRolledBack } from '../domain/service-order/decide.ts';
import { failureWords } from '../domain/service-order/failure-words.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { desiredOf, takeStep } from './order-execution.ts';

/** Issues the desired state that undoes the order. Asked again, it answers the same revision. */
export async function rollBackOrder(
  { store }: Pick<Ports, 'store'>,
  execution: OrderExecution,
  failure: { readonly error: string; readonly cause: string },
  context: Context,
): Promise<PreparedRevision> {
  const { orderId, serviceId } = execution;
  const reason = failureWords(failure.error, failure.cause);
  const { service } = await takeStep(store, execution, context, ({ service, order }) => ({
    service: decide(serviceId, service.state, orderId),
    order: (issued) => {
      const { siteId, revision } = desiredOf(issued);
      return orderRolledBack(order.state, siteId, revision, reason);
    },
  }));
  const { siteId, revision } = desiredOf(service);
  return { orderId, serviceId, siteId, revision };
}
