import type { OrderExecution, PreparedRevision } from '../contracts/workflow.ts';
import { defaultAccessPolicy } from '../domain/policy/access-policy.ts';
import { prepareOrder as decide } from '../domain/service/execute-order.ts';
import { orderPrepared } from '../domain/service-order/decide.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { desiredOf, takeStep } from './order-execution.ts';

/** Issues the desired state that fulfils the order. Asked again, it answers the same revision. */
export async function prepareOrder(
  { store }: Pick<Ports, 'store'>,
  execution: OrderExecution,
  context: Context,
): Promise<PreparedRevision> {
  const { orderId, serviceId } = execution;
  const { service } = await takeStep(store, execution, context, ({ service, order }) => ({
    service: decide(serviceId, service.state, orderId, defaultAccessPolicy),
    order: (issued) => {
      const { siteId, revision } = desiredOf(issued);
      return orderPrepared(order.state, siteId, revision);
    },
  }));
  const { siteId, revision } = desiredOf(service);
  return { orderId, serviceId, siteId, revision };
}
