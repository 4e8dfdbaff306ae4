import { orderStep, type PreparedRevision } from '../../contracts/workflow.ts';
import { now } from '../../runtime/clock.ts';
import { edgeLink, ids, lazily, pendingTasks, store } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { orderStepEnvironment } from '../../runtime/environments/order-step.ts';
import { completeOrder } from '../../use-cases/complete-order.ts';
import { failOrder } from '../../use-cases/fail-order.ts';
import { prepareOrder } from '../../use-cases/prepare-order.ts';
import { rollBackOrder } from '../../use-cases/roll-back-order.ts';
import { sendOrder } from '../../use-cases/send-order.ts';

const env = environment(orderStepEnvironment);

const ports = lazily({
  store: () => store(env),
  pendingTasks: () => pendingTasks(env),
  ids,
  edgeLink,
});

/** One step of an order, as its state machine asks for it. A throw is retried there, and caught when that does not help. */
export async function handler(event: unknown): Promise<PreparedRevision | Record<string, never>> {
  const step = orderStep.parse(event);
  const { orderId, serviceId } = step;
  const execution = { orderId, serviceId };
  const context = { actor: { kind: 'system' as const, id: 'order-step' }, now: now() };
  switch (step.step) {
    case 'prepare':
      return prepareOrder(ports, execution, context);
    case 'send':
      await sendOrder(ports, step, context);
      return {};
    case 'complete':
      await completeOrder(ports, execution, step.observed, context);
      return {};
    case 'roll-back':
      return rollBackOrder(ports, execution, step, context);
    case 'fail':
      await failOrder(ports, step, context);
      return {};
  }
}
