import type { Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { type Ordered, orderService } from './order-service.ts';
import { dayWanted, type Scheduled, scheduleAction, type When } from './schedule-action.ts';

/** Orders that a suspended service is delivered in full again, at once or from a day on. */
export async function resumeService(
  ports: Pick<Ports, 'store' | 'ids'>,
  serviceId: string,
  { when }: { readonly when: Exclude<When, 'end-of-period'> },
  context: Context,
): Promise<Result<Ordered | Scheduled>> {
  const on = await dayWanted(ports.store, serviceId, when, context);
  if (!on.ok) return on;
  return on.value === undefined
    ? orderService(ports, serviceId, { kind: 'resume' }, context)
    : scheduleAction(ports, serviceId, { kind: 'resume' }, on.value, context);
}
