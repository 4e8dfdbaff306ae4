import { type AddOn, addOnAggregate, changeAddOn as decide } from '../domain/catalog/extra.ts';
import { type DetailChanges, withChanges } from '../domain/details.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { changedExtraPrice, type ExtraPriceChange } from './extra-price.ts';
import { changeOne } from './write-one.ts';

type Details = AddOn['details'];
export type AddOnChange = DetailChanges<Omit<Details, 'price'>> & ExtraPriceChange;

/** Gives an add-on other details or another price, for later sales. */
export function changeAddOn(
  { store }: Pick<Ports, 'store'>,
  id: string,
  wish: AddOnChange,
  context: Context,
): Promise<Result<Stored<AddOn>>> {
  const { name, description } = wish;
  return changeOne(store, addOnAggregate, id, context, ({ state }) => {
    const price = changedExtraPrice(state.details.price, wish);
    if (!price.ok) return price;
    const details = withChanges<Details>(state.details, { name, description, price: price.value });
    const decided = decide(state, details);
    return decided.ok ? done({ events: decided.value }) : decided;
  });
}
