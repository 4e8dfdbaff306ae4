import {
  accessNodeAggregate,
  addressClaim,
  removeAccessNode as decide,
} from '../domain/network/access-node.ts';
import { done, type Result } from '../domain/result.ts';
import { boundNodes } from '../domain/service/bound-nodes.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store } from '../ports/store.ts';
import { changeSiteNodes } from './change-site-nodes.ts';
import { changeOne } from './write-one.ts';

/** Takes a node to which no service is bound away from its site and forgets its credentials. */
export async function removeAccessNode(
  { store }: Pick<Ports, 'store'>,
  id: string,
  context: Context,
): Promise<Result<void>> {
  const removed = await changeOne(store, accessNodeAggregate, id, context, async ({ state }) => {
    const { siteId } = state.details;
    const decided = decide(state, state.removed ? 0 : await countBound(store, siteId, id));
    if (!decided.ok) return decided;
    const site = await changeSiteNodes(store, siteId, { nodeId: id, present: false }, context);
    if (!site.ok) return site;
    return done({
      events: decided.value,
      others: [site.value],
      extras: {
        releases: [addressClaim(state.details)],
        secrets: Object.fromEntries(state.credentialNames.map((name) => [name, null])),
      },
    });
  });
  return removed.ok ? done(undefined) : removed;
}

/** Which services a node has stands on the services alone: those of its site are read through, page by page. */
async function countBound(store: Store, siteId: string, nodeId: string): Promise<number> {
  let bound = 0;
  let cursor: string | undefined;
  do {
    const page = await store.list(serviceAggregate, { by: 'place', place: siteId }, { limit: 200, cursor });
    bound += page.items.filter(({ state }) => boundNodes(state).has(nodeId)).length;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return bound;
}
