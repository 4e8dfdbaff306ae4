import { type AddOn, addOnAggregate, offerAddOn as decide } from '../domain/catalog/extra.ts';
import type { OfferStatus } from '../domain/catalog/plan.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { changeOne } from './write-one.ts';

/** Takes an add-on off sale, or puts it on sale again. */
export function offerAddOn(
  { store }: Pick<Ports, 'store'>,
  id: string,
  status: OfferStatus,
  context: Context,
): Promise<Result<Stored<AddOn>>> {
  return changeOne(store, addOnAggregate, id, context, ({ state }) =>
    done({ events: decide(state, status) }),
  );
}
