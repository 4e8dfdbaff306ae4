import type { Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { type Ordered, orderService } from './order-service.ts';
import { dayWanted, type Scheduled, scheduleAction, type When } from './schedule-action.ts';

/** Orders the end of a service, at once, with the period that is running, or for a day. */
export async function terminateService(
  ports: Pick<Ports, 'store' | 'ids'>,
  serviceId: string,
  { when, waiveFee }: { readonly when: When; readonly waiveFee?: true | undefined },
  context: Context,
): Promise<Result<Ordered | Scheduled>> {
  const on = await dayWanted(ports.store, serviceId, when, context);
  if (!on.ok) return on;
  const command = { kind: 'terminate' as const, ...(waiveFee === true ? { waiveFee } : {}) };
  return on.value === undefined
    ? orderService(ports, serviceId, command, context)
    : scheduleAction(ports, serviceId, command, on.value, context);
}
