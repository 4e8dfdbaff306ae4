import type { OrderView } from '../contracts/http/orders.ts';
import type { OrderStep, ServiceOrder } from '../domain/service-order/service-order.ts';
import type { Stored } from '../ports/store.ts';

/** The execution of an order as the API shows it. */
export function showOrder({ id, state: order }: Stored<ServiceOrder>): OrderView {
  const { compensation, steps, ...rest } = order;
  return {
    id,
    ...rest,
    steps: shown(steps),
    ...(compensation === undefined
      ? {}
      : { compensation: { ...compensation, steps: shown(compensation.steps) } }),
  };
}

function shown(steps: readonly OrderStep[]): OrderStep[] {
  return steps.map((step) => ({ ...step }));
}
