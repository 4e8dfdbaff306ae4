import { done } from '../domain/result.ts';
import { endByCalendar } from '../domain/service/entitlement.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { adjustEntitlement } from './adjust-entitlement.ts';
import { timeZoneOf } from './read-usage.ts';

/** Ends what is over by the calendar, and catches up on what had to wait for an order. */
export async function renewEntitlement(
  { store }: Pick<Ports, 'store'>,
  serviceId: string,
  context: Context,
): Promise<void> {
  const timeZone = await timeZoneOf(store, serviceId);
  if (!timeZone.ok) throw new Error(timeZone.refusal.message);
  const renewed = await adjustEntitlement({ store }, serviceId, context, (service) =>
    done(endByCalendar(service, context.now, timeZone.value)),
  );
  // A rival was first again and again: the next round finds it.
  if (!renewed.ok && renewed.refusal.code !== 'store.version-conflict')
    throw new Error(renewed.refusal.message);
}
