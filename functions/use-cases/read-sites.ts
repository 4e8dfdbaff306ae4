import { type DriverDescription, drivers } from '../contracts/drivers.ts';
import type { AccessNodeKind, NodeState } from '../contracts/site.ts';
import { type AccessNode, accessNodeAggregate } from '../domain/network/access-node.ts';
import { nodeStateOf } from '../domain/network/node-state.ts';
import { type Site, siteAggregate } from '../domain/network/site.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { KnownHealth } from '../ports/site-health.ts';
import type { Page, Paged, Stored } from '../ports/store.ts';
import { findByName } from './find-by-name.ts';
import { firstWithItems } from './list-fitting.ts';
import { loadKnown } from './load.ts';

type Reading = Pick<Ports, 'store'>;

interface Named extends Page {
  /** By what it is called. */
  readonly q?: string | undefined;
}

export function readSite({ store }: Reading, id: string): Promise<Result<Stored<Site>>> {
  return loadKnown(store, siteAggregate, id);
}

/** Lists sites, or finds some by what they are called. */
export async function listSites(
  ports: Pick<Ports, 'store' | 'search'>,
  { q, ...page }: Named,
): Promise<Result<Paged<Stored<Site>>>> {
  return done(
    q === undefined
      ? await ports.store.list(siteAggregate, { by: 'type' }, page)
      : await findByName(ports, 'site', siteAggregate, q, page.limit),
  );
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

export interface NodeQuery extends Named {
  readonly siteId?: string | undefined;
  readonly kind?: AccessNodeKind | undefined;
  readonly driver?: string | undefined;
  readonly state?: NodeState | undefined;
  readonly errors?: true | undefined;
}

/** Lists the nodes of a site, or of all, or finds some by what they are called; by what they are and how their agents last said that they do. */
export async function listAccessNodes(
  ports: Pick<Ports, 'store' | 'siteHealth' | 'search'>,
  { siteId, kind, driver, state, errors, q, ...page }: NodeQuery,
): Promise<Result<Paged<NodeWithHealth>>> {
  const { store, siteHealth } = ports;
  const where = siteId === undefined ? { by: 'type' as const } : { by: 'place' as const, place: siteId };
  const isOfKind = ({ removed, details }: AccessNode) =>
    !removed &&
    (siteId === undefined || details.siteId === siteId) &&
    (kind === undefined || details.kind === kind) &&
    (driver === undefined || details.driver === driver);
  const doesSo = ({ health }: NodeWithHealth) =>
    (state === undefined || nodeStateOf(health) === state) && (errors !== true || (health?.errors ?? 0) > 0);
  return done(
    await firstWithItems(page, async (next) => {
      const listed =
        q === undefined
          ? await store.list(accessNodeAggregate, where, next)
          : await findByName(ports, 'access-node', accessNodeAggregate, q, page.limit);
      const nodes = listed.items.filter((node) => isOfKind(node.state));
      const known = await siteHealth.nodes(nodes.map(({ id }) => id));
      return { ...listed, items: nodes.map((node) => withHealth(node, known)).filter(doesSo) };
    }),
  );
}

/** What agents of this release can drive. */
export function listDrivers(): Result<readonly DriverDescription[]> {
  return done(drivers);
}
