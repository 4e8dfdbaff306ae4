import { accessNodeAggregate } from '../domain/network/access-node.ts';
import { siteAggregate } from '../domain/network/site.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { loadKnown } from './load.ts';

export interface Online {
  readonly siteId: string;
  readonly online: number;
  readonly nodes: { readonly nodeId: string; readonly name: string; readonly online: number }[];
  readonly at: string;
}

/** Counts the open sessions of a site. */
export async function countOnline(
  { store, sessions }: Pick<Ports, 'store' | 'sessions'>,
  siteId: string,
  { now }: Context,
): Promise<Result<Online>> {
  const site = await loadKnown(store, siteAggregate, siteId);
  if (!site.ok) return site;
  const { nodeIds } = site.value.state;
  const [counts, loaded] = await Promise.all([
    sessions.countOpen(nodeIds),
    Promise.all(nodeIds.map((nodeId) => store.load(accessNodeAggregate, nodeId))),
  ]);
  const nodes = loaded
    .filter((node) => node !== undefined)
    .map(({ id, state }) => ({ nodeId: id, name: state.details.name, online: counts.get(id) ?? 0 }));
  return done({ siteId, online: nodes.reduce((sum, { online }) => sum + online, 0), nodes, at: now });
}
