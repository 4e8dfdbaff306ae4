import { type AddOn, addOnAggregate, createAddOn as decide } from '../domain/catalog/extra.ts';
import type { Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { type ExtraPriceWish, extraPriceOf } from './extra-price.ts';
import { createOne } from './write-one.ts';

export type AddOnWish = Omit<AddOn['details'], 'price'> & ExtraPriceWish;

/** Puts an add-on on offer. */
export async function createAddOn(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  wish: AddOnWish,
  context: Context,
): Promise<Result<Stored<AddOn>>> {
  const price = extraPriceOf(wish);
  if (!price.ok) return price;
  const { name, description } = wish;
  const decided = decide({ name, description, price: price.value });
  if (!decided.ok) return decided;
  return createOne(store, addOnAggregate, ids.next('add'), decided.value, context);
}
