import type { AddressPoolDetails } from '../contracts/address-pool.ts';
import {
  type AddressPool,
  addressPoolAggregate,
  createAddressPool as decide,
} from '../domain/network/address-pool.ts';
import { siteAggregate } from '../domain/network/site.ts';
import type { Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { loadReferenced } from './load.ts';
import { everyPoolAt } from './read-address-pools.ts';
import { createOne } from './write-one.ts';

/** Gives a site addresses to give out. */
export async function createAddressPool(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  details: AddressPoolDetails,
  context: Context,
): Promise<Result<Stored<AddressPool>>> {
  const site = await loadReferenced(store, siteAggregate, details.siteId, '/siteId');
  if (!site.ok) return site;
  const others = await everyPoolAt(store, details.siteId);
  const decided = decide(details, others);
  if (!decided.ok) return decided;
  return createOne(store, addressPoolAggregate, ids.next('adp'), decided.value, context);
}
