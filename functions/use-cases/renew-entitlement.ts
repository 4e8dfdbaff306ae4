import { done } from '../domain/result.ts';
import { endByCalendar } from '../domain/service/entitlement.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { adjustEntitlement } from './adjust-entitlement.ts';
import { todayOf } from './schedule-action.ts';

/** Ends what is over by the calendar, and catches up on what had to wait for an order. */
export async function renewEntitlement(
  { store }: Pick<Ports, 'store'>,
  serviceId: string,
  context: Context,
): Promise<void> {
  const today = await todayOf(store, serviceId, context);
  if (!today.ok) throw new Error(today.refusal.message);
  const renewed = await adjustEntitlement({ store }, serviceId, context, (service) =>
    done(endByCalendar(service, today.value, context.now)),
  );
  // A rival was first again and again: the next round finds it.
  if (!renewed.ok && renewed.refusal.code !== 'store.version-conflict')
    throw new Error(renewed.refusal.message);
}
