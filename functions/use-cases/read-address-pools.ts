import { type AddressPool, addressPoolAggregate } from '../domain/network/address-pool.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Store, Stored } from '../ports/store.ts';
import { everyOne } from './every-one.ts';
import { loadKnown } from './load.ts';

type Reading = Pick<Ports, 'store'>;

export function readAddressPool({ store }: Reading, id: string): Promise<Result<Stored<AddressPool>>> {
  return loadKnown(store, addressPoolAggregate, id);
}

/** Lists the pools of a site, or of all. */
export async function listAddressPools(
  { store }: Reading,
  query: Page & { readonly siteId?: string | undefined },
): Promise<Result<Paged<Stored<AddressPool>>>> {
  const { siteId, ...page } = query;
  const where = siteId === undefined ? { by: 'type' as const } : { by: 'place' as const, place: siteId };
  return done(await store.list(addressPoolAggregate, where, page));
}

export async function everyPoolAt(store: Store, siteId: string): Promise<readonly AddressPool[]> {
  const pools = await everyOne(store, addressPoolAggregate, { by: 'place', place: siteId });
  return pools.map(({ state }) => state);
}
