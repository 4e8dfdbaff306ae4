import {
  createEquipmentModel as decide,
  type EquipmentModel,
  equipmentModelAggregate,
} from '../domain/catalog/extra.ts';
import type { Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { type ExtraPriceWish, extraPriceOf } from './extra-price.ts';
import { createOne } from './write-one.ts';

export type EquipmentModelWish = Omit<EquipmentModel['details'], 'price'> & ExtraPriceWish;

/** Puts a model of equipment on offer. */
export async function createEquipmentModel(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  wish: EquipmentModelWish,
  context: Context,
): Promise<Result<Stored<EquipmentModel>>> {
  const price = extraPriceOf(wish);
  if (!price.ok) return price;
  const { name, description, vendor, model, sku } = wish;
  const decided = decide({ name, description, vendor, model, sku, price: price.value });
  if (!decided.ok) return decided;
  return createOne(store, equipmentModelAggregate, ids.next('eqm'), decided.value, context);
}
