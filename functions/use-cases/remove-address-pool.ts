import {
  addressPoolAggregate,
  removeAddressPool as decide,
  takenAddresses,
} from '../domain/network/address-pool.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { refusePoolInUse } from './read-address-pools.ts';
import { changePoolsOfSite } from './site-pools.ts';
import { changeOne } from './write-one.ts';

/** Takes a pool away of which nobody holds an address. */
export async function removeAddressPool(
  { store }: Pick<Ports, 'store'>,
  id: string,
  context: Context,
): Promise<Result<void>> {
  const removed = await changeOne(store, addressPoolAggregate, id, context, async ({ state }) => {
    if (state.removedAt !== undefined) return refuse('address-pool.unknown', `The pool ${id} was removed.`);
    const [held] = takenAddresses(state);
    if (held !== undefined) return refusePoolInUse(store, state, held);
    const site = await changePoolsOfSite(store, state.details, { poolId: id, present: false }, context);
    return site.ok ? done({ events: decide(state), others: [site.value] }) : site;
  });
  return removed.ok ? done(undefined) : removed;
}
