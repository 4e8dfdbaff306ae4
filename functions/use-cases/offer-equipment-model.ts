import {
  offerEquipmentModel as decide,
  type EquipmentModel,
  equipmentModelAggregate,
} from '../domain/catalog/extra.ts';
import type { OfferStatus } from '../domain/catalog/plan.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { changeOne } from './write-one.ts';

/** Takes a model of equipment off sale, or puts it on sale again. */
export function offerEquipmentModel(
  { store }: Pick<Ports, 'store'>,
  id: string,
  status: OfferStatus,
  context: Context,
): Promise<Result<Stored<EquipmentModel>>> {
  return changeOne(store, equipmentModelAggregate, id, context, ({ state }) =>
    done({ events: decide(state, status) }),
  );
}
