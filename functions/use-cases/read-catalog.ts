import {
  type AddOn,
  addOnAggregate,
  type EquipmentModel,
  equipmentModelAggregate,
} from '../domain/catalog/extra.ts';
import { type Plan, planAggregate } from '../domain/catalog/plan.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored } from '../ports/store.ts';
import { findByName } from './find-by-name.ts';
import { loadKnown } from './load.ts';

type Reading = Pick<Ports, 'store'>;

export function readPlan({ store }: Reading, id: string): Promise<Result<Stored<Plan>>> {
  return loadKnown(store, planAggregate, id);
}

/** Lists plans, or finds some by what they are called. */
export async function listPlans(
  ports: Pick<Ports, 'store' | 'search'>,
  { q, ...page }: Page & { readonly q?: string | undefined },
): Promise<Result<Paged<Stored<Plan>>>> {
  return done(
    q === undefined
      ? await ports.store.list(planAggregate, { by: 'type' }, page)
      : await findByName(ports, 'plan', planAggregate, q, page.limit),
  );
}

export function readAddOn({ store }: Reading, id: string): Promise<Result<Stored<AddOn>>> {
  return loadKnown(store, addOnAggregate, id);
}

export async function listAddOns({ store }: Reading, page: Page): Promise<Result<Paged<Stored<AddOn>>>> {
  return done(await store.list(addOnAggregate, { by: 'type' }, page));
}

export function readEquipmentModel({ store }: Reading, id: string): Promise<Result<Stored<EquipmentModel>>> {
  return loadKnown(store, equipmentModelAggregate, id);
}

export async function listEquipmentModels(
  { store }: Reading,
  page: Page,
): Promise<Result<Paged<Stored<EquipmentModel>>>> {
  return done(await store.list(equipmentModelAggregate, { by: 'type' }, page));
}
