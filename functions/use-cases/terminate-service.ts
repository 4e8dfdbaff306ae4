import type { Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { type Ordered, orderService } from './order-service.ts';
import { dayWanted, type Scheduled, scheduleAction, type When } from './schedule-action.ts';

/** Orders the end of a service, at once, with the period that is running, or for a day. */
export async function terminateService(
  ports: Pick<Ports, 'store' | 'ids'>,
  serviceId: string,
  { when }: { readonly when: When },
  context: Context,
): Promise<Result<Ordered | Scheduled>> {
  const on = await dayWanted(ports.store, serviceId, when, context);
  if (!on.ok) return on;
  return on.value === undefined
    ? orderService(ports, serviceId, { kind: 'terminate' }, context)
    : scheduleAction(ports, serviceId, { kind: 'terminate' }, on.value, context);
}
