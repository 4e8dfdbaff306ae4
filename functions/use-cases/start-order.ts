import type { ServiceOrderRequested } from '../contracts/events/service-order-requested.ts';
import type { OrderInput } from '../contracts/workflow.ts';
import type { Ports } from '../ports/ports.ts';

/** Starts the state machine of an order, named by the order so that it runs once however often this is asked. */
export async function startOrder(
  { workflow }: { readonly workflow: Pick<Ports['workflow'], 'start'> },
  orderId: string,
  { kind, serviceId, executed, bulkActionId, bulkChangeId }: ServiceOrderRequested['data'],
): Promise<void> {
  if (!executed) return;
  const priority = (bulkActionId ?? bulkChangeId) === undefined ? 'interactive' : 'bulk';
  const input: OrderInput = { orderId, serviceId, priority };
  await workflow.start(`${kind}-service`, orderId, input);
}
