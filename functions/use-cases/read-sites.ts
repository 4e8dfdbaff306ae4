import { type DriverDescription, drivers } from '../contracts/drivers.ts';
import { type AccessNode, accessNodeAggregate } from '../domain/network/access-node.ts';
import { type Site, siteAggregate } from '../domain/network/site.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { KnownHealth } from '../ports/site-health.ts';
import type { Page, Paged, Stored } from '../ports/store.ts';
import { loadKnown } from './load.ts';

type Reading = Pick<Ports, 'store'>;

export function readSite({ store }: Reading, id: string): Promise<Result<Stored<Site>>> {
  return loadKnown(store, siteAggregate, id);
}

export async function listSites({ store }: Reading, page: Page): Promise<Result<Paged<Stored<Site>>>> {
  return done(await store.list(siteAggregate, { by: 'type' }, page));
}

/** Reads a node; one that was removed is not there any more. */
export async function readAccessNode(
  { store, siteHealth }: Pick<Ports, 'store' | 'siteHealth'>,
  id: string,
): Promise<Result<NodeWithHealth>> {
  const [loaded, known] = await Promise.all([
    loadKnown(store, accessNodeAggregate, id),
    siteHealth.nodes([id]),
  ]);
  if (!loaded.ok) return loaded;
  return loaded.value.state.removed
    ? refuse('access-node.unknown', `The access node ${id} was removed.`)
    : done(withHealth(loaded.value, known));
}

/** A node, and what its site's agent last said of it. */
export type NodeWithHealth = Stored<AccessNode> & { readonly health?: KnownHealth };

function withHealth(node: Stored<AccessNode>, known: ReadonlyMap<string, KnownHealth>): NodeWithHealth {
  const health = known.get(node.id);
  return health === undefined ? node : { ...node, health };
}

/** Lists the nodes of a site, or of all. */
export async function listAccessNodes(
  { store, siteHealth }: Pick<Ports, 'store' | 'siteHealth'>,
  query: Page & { readonly siteId?: string | undefined },
): Promise<Result<Paged<NodeWithHealth>>> {
  const { siteId, ...page } = query;
  const where = siteId === undefined ? { by: 'type' as const } : { by: 'place' as const, place: siteId };
  const listed = await store.list(accessNodeAggregate, where, page);
  const present = listed.items.filter(({ state }) => !state.removed);
  const known = await siteHealth.nodes(present.map(({ id }) => id));
  return done({ ...listed, items: present.map((node) => withHealth(node, known)) });
}

/** What agents of this release can drive. */
export function listDrivers(): Result<readonly DriverDescription[]> {
  return done(drivers);
}
