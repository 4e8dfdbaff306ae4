import { fold } from '../domain/aggregate.ts';
import { defaultAccessPolicy } from '../domain/policy/access-policy.ts';
import { done, type Result } from '../domain/result.ts';
import { adjustEntitlement as adjust } from '../domain/service/entitlement.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service, ServiceEvent } from '../domain/service/service.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { changeOne } from './write-one.ts';

/**
 * Writes what happened to a service together with the entitlement that follows from it. The consumer `send-entitlement`
 * hands a new one to the site.
 */
export function adjustEntitlement(
  { store }: Pick<Ports, 'store'>,
  serviceId: string,
  context: Context,
  decide: (service: Service) => Result<readonly ServiceEvent[]>,
): Promise<Result<Stored<Service>>> {
  return changeOne(store, serviceAggregate, serviceId, context, ({ state }) => {
    const decided = decide(state);
    if (!decided.ok) return decided;
    const after = fold(serviceAggregate, state, decided.value, context.now) ?? state;
    return done({ events: [...decided.value, ...adjust(serviceId, after, defaultAccessPolicy)] });
  });
}
