import { changeSiteConfiguration, mostNodes, siteAggregate } from '../domain/network/site.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Change, Store } from '../ports/store.ts';
import { loadReferenced } from './load.ts';

/**
 * The site's part of a change of one of its nodes: its configuration takes the next revision in the same transaction,
 * so that no change of a node can be missed by the agent.
 */
export async function changeSiteNodes(
  store: Store,
  siteId: string,
  node: { readonly nodeId: string; readonly present: boolean },
  context: Context,
): Promise<Result<Change>> {
  const site = await loadReferenced(store, siteAggregate, siteId, '/siteId');
  if (!site.ok) return site;
  const events = changeSiteConfiguration(site.value.state, node);
  const made = change(siteAggregate, siteId, site.value, events, context.now);
  return made.state.nodeIds.length > mostNodes
    ? refuse(
        'site.too-many-nodes',
        `A site has ${mostNodes} access nodes at most; remove one or open another site.`,
      )
    : done(made);
}
