import {
  type OfferStatus,
  type Plan,
  planAggregate,
  reinstatePlan,
  retirePlan,
} from '../domain/catalog/plan.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { changeOne } from './write-one.ts';

/** Takes a plan off sale, or puts it on sale again. */
export function offerPlan(
  { store }: Pick<Ports, 'store'>,
  id: string,
  status: OfferStatus,
  context: Context,
): Promise<Result<Stored<Plan>>> {
  return changeOne(store, planAggregate, id, context, ({ state }) =>
    done({ events: status === 'retired' ? retirePlan(state) : reinstatePlan(state) }),
  );
}
