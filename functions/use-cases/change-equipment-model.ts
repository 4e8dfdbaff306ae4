import {
  changeEquipmentModel as decide,
  type EquipmentModel,
  equipmentModelAggregate,
} from '../domain/catalog/extra.ts';
import { type DetailChanges, withChanges } from '../domain/details.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { changedExtraPrice, type ExtraPriceChange } from './extra-price.ts';
import { changeOne } from './write-one.ts';

type Details = EquipmentModel['details'];
export type EquipmentModelChange = DetailChanges<Omit<Details, 'price'>> & ExtraPriceChange;

/** Gives a model of equipment other details or another price, for later sales. */
export function changeEquipmentModel(
  { store }: Pick<Ports, 'store'>,
  id: string,
  wish: EquipmentModelChange,
  context: Context,
): Promise<Result<Stored<EquipmentModel>>> {
  const { name, description, vendor, model, sku } = wish;
  return changeOne(store, equipmentModelAggregate, id, context, ({ state }) => {
    const price = changedExtraPrice(state.details.price, wish);
    if (!price.ok) return price;
    const details = withChanges<Details>(state.details, {
      name,
      description,
      vendor,
      model,
      sku,
      price: price.value,
    });
    const decided = decide(state, details);
    return decided.ok ? done({ events: decided.value }) : decided;
  });
}
