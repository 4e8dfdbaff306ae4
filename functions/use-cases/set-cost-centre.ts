import { done, type Result } from '../domain/result.ts';
import { changeCostCentre } from '../domain/service/billing-facts.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { changeOne } from './write-one.ts';

/** Names the cost centre of a service's invoice lines from now on. */
export function setCostCentre(
  { store }: Pick<Ports, 'store'>,
  serviceId: string,
  costCentre: string | null,
  context: Context,
): Promise<Result<Stored<Service>>> {
  return changeOne(store, serviceAggregate, serviceId, context, ({ state }) =>
    done({ events: changeCostCentre(state, costCentre) }),
  );
}
