import type { SurveyedService } from '../contracts/bulk-change.ts';
import { type BulkChange, bulkChangeAggregate } from '../domain/bulk-change/bulk-change.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored } from '../ports/store.ts';
import { firstSurveyed } from './bulk-list.ts';
import { loadKnown } from './load.ts';

type Reading = Pick<Ports, 'store'>;

const servicesShown = 1000;

export async function listBulkChanges(
  { store }: Reading,
  page: Page,
): Promise<Result<Paged<Stored<BulkChange>>>> {
  return done(await store.list(bulkChangeAggregate, { by: 'type' }, page));
}

export interface BulkChangeWithServices {
  readonly bulk: Stored<BulkChange>;
  readonly services: readonly SurveyedService[];
}

/** A bulk change with those whom its survey found. */
export async function readBulkChange(
  { store }: Reading,
  id: string,
): Promise<Result<BulkChangeWithServices>> {
  const bulk = await loadKnown(store, bulkChangeAggregate, id);
  if (!bulk.ok) return bulk;
  return done({ bulk: bulk.value, services: await firstSurveyed(store, bulk.value, servicesShown) });
}
