import type { Result } from '../../functions/domain/result.ts';
import type { ServiceCommand } from '../../functions/domain/service/service.ts';
import type { Context } from '../../functions/ports/context.ts';
import type { Ports } from '../../functions/ports/ports.ts';
import { completeOrder } from '../../functions/use-cases/complete-order.ts';
import type { Ordered } from '../../functions/use-cases/order-service.ts';
import { prepareOrder } from '../../functions/use-cases/prepare-order.ts';
import type { Scheduled } from '../../functions/use-cases/schedule-action.ts';

export type Command = ServiceCommand['kind'];

/** Runs an accepted order to its end on a network that proves everything at once. One that waits for its day is left. */
export async function prove(
  ports: Ports,
  serviceId: string,
  ordered: Result<Ordered | Scheduled>,
  context: Context,
): Promise<Result<void>> {
  if (!ordered.ok) return ordered;
  if ('scheduled' in ordered.value) return { ok: true, value: undefined };
  const execution = { orderId: ordered.value.orderId, serviceId };
  const { revision } = await prepareOrder(ports, execution, context);
  const observed = {
    serviceId,
    revision,
    outcome: 'applied' as const,
    observedAt: context.now,
    steps: [{ check: 'story', at: context.now, ok: true, answer: 'the story says so' }],
  };
  await completeOrder(ports, execution, observed, context);
  return { ok: true, value: undefined };
}
