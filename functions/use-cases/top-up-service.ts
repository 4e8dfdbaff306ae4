import type { Result } from '../domain/result.ts';
import { topUpService as decide } from '../domain/service/entitlement.ts';
import type { Service } from '../domain/service/service.ts';
import { spanBegin } from '../domain/usage/local-borders.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { adjustEntitlement } from './adjust-entitlement.ts';
import { todayOf } from './schedule-action.ts';

/** Buys more volume for the span of the quota that counts now: the network follows at once, and so does the charge. */
export async function topUpService(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  serviceId: string,
  gigabytes: number,
  context: Context,
): Promise<Result<Stored<Service>>> {
  const today = await todayOf(store, serviceId, context);
  if (!today.ok) return today;
  return adjustEntitlement({ store }, serviceId, context, (service) =>
    decide(service, {
      gigabytes,
      topUpId: ids.next('top'),
      from: spanBegin(today.value, service.plan.terms.quota?.per ?? 'month'),
    }),
  );
}
