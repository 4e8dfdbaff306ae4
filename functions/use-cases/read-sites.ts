import { type DriverDescription, drivers } from '../contracts/drivers.ts';
import { type AccessNode, accessNodeAggregate } from '../domain/network/access-node.ts';
import { type Site, siteAggregate } from '../domain/network/site.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
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
export async function readAccessNode({ store }: Reading, id: string): Promise<Result<Stored<AccessNode>>> {
  const loaded = await loadKnown(store, accessNodeAggregate, id);
  return loaded.ok && loaded.value.state.removed
    ? refuse('access-node.unknown', `The access node ${id} was removed.`)
    : loaded;
}

/** Lists the nodes of a site, or of all. */
export async function listAccessNodes(
  { store }: Reading,
  query: Page & { readonly siteId?: string | undefined },
): Promise<Result<Paged<Stored<AccessNode>>>> {
  const { siteId, ...page } = query;
  const where = siteId === undefined ? { by: 'type' as const } : { by: 'place' as const, place: siteId };
  const listed = await store.list(accessNodeAggregate, where, page);
  return done({ ...listed, items: listed.items.filter(({ state }) => !state.removed) });
}

/** What agents of this release can drive. */
export function listDrivers(): Result<readonly DriverDescription[]> {
  return done(drivers);
}
