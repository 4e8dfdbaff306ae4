import type { AddressPoolDetails } from '../contracts/address-pool.ts';
import { type AddressPool, addressPoolAggregate } from '../domain/network/address-pool.ts';
import { changeSitePools, siteAggregate } from '../domain/network/site.ts';
import type { Result } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Change, Store, Stored } from '../ports/store.ts';
import { everyOne } from './every-one.ts';
import { loadReferenced } from './load.ts';

/**
 * All pools of a site. The site's own list is exact and an index lags; pools that are older than the list stand in the
 * index alone.
 */
export async function poolsAt(store: Store, siteId: string): Promise<readonly Stored<AddressPool>[]> {
  const [site, indexed] = await Promise.all([
    store.load(siteAggregate, siteId),
    everyOne(store, addressPoolAggregate, { by: 'place', place: siteId }),
  ]);
  const found = new Map(indexed.map((pool) => [pool.id, pool]));
  const missing = (site?.state.poolIds ?? []).filter((poolId) => !found.has(poolId));
  for (const pool of await Promise.all(missing.map((poolId) => store.load(addressPoolAggregate, poolId)))) {
    if (pool !== undefined) found.set(pool.id, pool);
  }
  return [...found.values()]
    .filter(({ state }) => state.removedAt === undefined)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The site's part of a change of one of its pools, for the same transaction. */
export async function changePoolsOfSite(
  store: Store,
  { siteId }: Pick<AddressPoolDetails, 'siteId'>,
  pool: { readonly poolId: string; readonly present: boolean },
  context: Context,
): Promise<Result<Change>> {
  const site = await loadReferenced(store, siteAggregate, siteId, '/siteId');
  if (!site.ok) return site;
  const events = changeSitePools(site.value.state, pool);
  return { ok: true, value: change(siteAggregate, siteId, site.value, events, context.now) };
}
