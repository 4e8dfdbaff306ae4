import {
  accessNodeAggregate,
  addressClaim,
  removeAccessNode as decide,
} from '../domain/network/access-node.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { changeSiteNodes } from './change-site-nodes.ts';
import { changeOne } from './write-one.ts';

/** Takes a node away from its site and forgets its credentials. */
export async function removeAccessNode(
  { store }: Pick<Ports, 'store'>,
  id: string,
  context: Context,
): Promise<Result<void>> {
  const removed = await changeOne(store, accessNodeAggregate, id, context, async ({ state }) => {
    const decided = decide(state);
    if (!decided.ok) return decided;
    const { siteId } = state.details;
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
