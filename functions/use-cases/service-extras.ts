import type { ServiceExtra } from '../contracts/catalog.ts';
import { addOnAggregate, equipmentModelAggregate } from '../domain/catalog/extra.ts';
import { type Sale, serviceAddOnOf, serviceEquipmentOf } from '../domain/catalog/sale.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import { loadReferenced } from './load.ts';

export interface ExtrasWish {
  readonly addOns: readonly string[];
  readonly equipment: readonly { readonly equipmentModelId: string; readonly serial?: string | undefined }[];
}

/** The wished add-ons and equipment as a service gets them, with copies of today's prices. */
export async function serviceExtras(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  wish: ExtrasWish,
  sale: Sale,
): Promise<Result<ServiceExtra[]>> {
  const made = await Promise.all([
    ...wish.addOns.map(async (addOnId, i): Promise<Result<ServiceExtra>> => {
      const pointer = `/addOns/${i}`;
      const addOn = await loadReferenced(store, addOnAggregate, addOnId, pointer);
      return addOn.ok ? serviceAddOnOf(ids.next('itm'), addOnId, addOn.value.state, sale, pointer) : addOn;
    }),
    ...wish.equipment.map(async ({ equipmentModelId, serial }, i): Promise<Result<ServiceExtra>> => {
      const pointer = `/equipment/${i}`;
      const model = await loadReferenced(
        store,
        equipmentModelAggregate,
        equipmentModelId,
        `${pointer}/equipmentModelId`,
      );
      return model.ok
        ? serviceEquipmentOf(ids.next('itm'), equipmentModelId, model.value.state, serial, sale, pointer)
        : model;
    }),
  ]);
  const extras: ServiceExtra[] = [];
  for (const extra of made) {
    if (!extra.ok) return extra;
    extras.push(extra.value);
  }
  return done(extras);
}
