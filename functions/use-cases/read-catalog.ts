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
import { loadKnown } from './load.ts';

type Reading = Pick<Ports, 'store'>;

export function readPlan({ store }: Reading, id: string): Promise<Result<Stored<Plan>>> {
  return loadKnown(store, planAggregate, id);
}

export async function listPlans({ store }: Reading, page: Page): Promise<Result<Paged<Stored<Plan>>>> {
  return done(await store.list(planAggregate, { by: 'type' }, page));
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
