import type { AddressPoolDetails } from '../contracts/address-pool.ts';
import {
  type AddressPool,
  addressPoolAggregate,
  createAddressPool as decide,
} from '../domain/network/address-pool.ts';
import { done, type Result } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { refuseNode } from './access-nodes-of.ts';
import { withRetry } from './retry.ts';
import { changePoolsOfSite, poolsAt } from './site-pools.ts';
import { storedBy } from './write-one.ts';

/** Gives a site addresses or prefixes, or one of its OLTs numbers, to give out. */
export function createAddressPool(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  details: AddressPoolDetails,
  context: Context,
): Promise<Result<Stored<AddressPool>>> {
  const id = ids.next('adp');
  return withRetry(context, async () => {
    const site = await changePoolsOfSite(store, details, { poolId: id, present: true }, context);
    if (!site.ok) return site;
    if ('nodeId' in details) {
      const olt = { nodeId: details.nodeId, kind: 'olt' as const, pointer: '/nodeId' };
      const unfit = await refuseNode(store, details.siteId, olt);
      if (unfit !== undefined) return unfit;
    }
    const others = await poolsAt(store, details.siteId);
    const decided = decide(
      details,
      others.map(({ state }) => state),
    );
    if (!decided.ok) return decided;
    const pool = change(addressPoolAggregate, id, undefined, decided.value, context.now);
    const answer = storedBy(pool, context);
    const committed = await store.commit([pool, site.value], context, answer);
    return committed.ok ? done(answer) : committed;
  });
}
