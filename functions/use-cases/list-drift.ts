import type { Technology } from '../contracts/catalog.ts';
import type { NetworkStatus } from '../contracts/network-state.ts';
import type { Instant } from '../contracts/scalars.ts';
import type { DriftPolicy } from '../contracts/site.ts';
import { type AccessNode, accessNodeAggregate } from '../domain/network/access-node.ts';
import { deviceNodes } from '../domain/network/device-nodes.ts';
import { driftPolicyOf, type Site, siteAggregate } from '../domain/network/site.ts';
import { done, type Result } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import type { IssuedService } from '../ports/issued.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Stored } from '../ports/store.ts';
import { everyOne } from './every-one.ts';
import { firstWithItems } from './list-fitting.ts';

export interface DriftQuery extends Page {
  readonly siteId?: string | undefined;
  readonly nodeId?: string | undefined;
  readonly status?: Exclude<NetworkStatus, 'in-sync'> | undefined;
  readonly technology?: Technology | undefined;
  /** What differs, or a part of its name in any writing. */
  readonly difference?: string | undefined;
  /** Out of step since then, or since later. */
  readonly since?: Instant | undefined;
}

/** A service that is not in sync, and how its site looks at it. */
export interface DriftedService {
  readonly service: Stored<Service>;
  readonly policy: DriftPolicy;
  /** When the site last looked at it, or at all its devices. */
  readonly lookedAt?: string;
}

export interface UnknownService {
  readonly siteId: string;
  readonly serviceId: string;
  readonly revision: number;
  readonly foundAt: string;
}

export interface DriftPage {
  readonly items: readonly DriftedService[];
  /** What sites hold and nobody ever issued; with the first page. */
  readonly unknown: readonly UnknownService[];
  readonly nextCursor?: string;
}

/** Lists services on which the network is not proven to be what it should be, by id, with both sides. */
export async function listDrift(
  ports: Pick<Ports, 'store' | 'issued'>,
  query: DriftQuery,
): Promise<Result<DriftPage>> {
  const { siteId, nodeId, status, technology, difference, since, ...page } = query;
  const surroundings = surroundingsOf(ports);
  const sought = [nodeId, status, technology, difference, since];
  const unknown =
    page.cursor === undefined && sought.every((one) => one === undefined)
      ? await unknownServices(ports, siteId)
      : [];
  const found = await firstWithItems(page, async (next) => {
    const { items, ...rest } = await ports.issued.unsettled(siteId, next);
    return { ...rest, items: await described(ports, items.filter(hasStatus(status)), query, surroundings) };
  });
  return done({ ...found, unknown });
}

function hasStatus(status: DriftQuery['status']): (issued: IssuedService) => boolean {
  return ({ standing }) =>
    status === undefined || standing === status || (status === 'drifted' && standing === 'held');
}

async function described(
  { store }: Pick<Ports, 'store'>,
  issued: readonly IssuedService[],
  query: DriftQuery,
  surroundings: Surroundings,
): Promise<DriftedService[]> {
  const services = await Promise.all(issued.map(({ serviceId }) => store.load(serviceAggregate, serviceId)));
  const concerned = services
    .filter((service) => service !== undefined)
    // Proven since it was listed.
    .filter(({ state }) => state.network.status !== 'in-sync')
    .filter((service) => isSought(service, query));
  return Promise.all(
    concerned.map(async (service) => {
      const [site, nodes] = await Promise.all([
        surroundings.site(service.state.access.siteId),
        Promise.all([...nodesOf(service)].map(surroundings.node)),
      ]);
      const policies = nodes.map((node) => driftPolicyOf(site?.details ?? {}, node?.details ?? {}));
      const isHeld = policies.includes('hold') && service.state.desired?.entitlement === 'full';
      const looks = [service.state.network.lookedAt, site?.comparisons?.devices?.last?.finishedAt];
      const lookedAt = looks
        .filter((at) => at !== undefined)
        .sort()
        .at(-1);
      return {
        service,
        policy: isHeld ? ('hold' as const) : ('mend' as const),
        ...(lookedAt === undefined ? {} : { lookedAt }),
      };
    }),
  );
}

function isSought(service: Stored<Service>, { nodeId, technology, difference, since }: DriftQuery): boolean {
  const { access, network } = service.state;
  const part = difference?.toLowerCase() ?? '';
  return (
    (nodeId === undefined || nodesOf(service).has(nodeId)) &&
    (technology === undefined || access.technology === technology) &&
    (part === '' || (network.differences ?? []).some(({ what }) => what.toLowerCase().includes(part))) &&
    (since === undefined || (network.since !== undefined && network.since >= since))
  );
}

/** Nodes that the service is on, or was found to be wrong on. */
function nodesOf({ state }: Stored<Service>): ReadonlySet<string> {
  const bound = deviceNodes(state.desired?.access ?? state.access);
  return new Set([...bound, ...(state.network.differences ?? [])].map(({ nodeId }) => nodeId));
}

interface Surroundings {
  site(id: string): Promise<Site | undefined>;
  node(id: string): Promise<AccessNode | undefined>;
}

/** Each site and node is read once for a whole list. */
function surroundingsOf({ store }: Pick<Ports, 'store'>): Surroundings {
  const sites = new Map<string, Promise<Site | undefined>>();
  const nodes = new Map<string, Promise<AccessNode | undefined>>();
  const once = <T>(known: Map<string, Promise<T>>, id: string, read: () => Promise<T>): Promise<T> => {
    const found = known.get(id) ?? read();
    known.set(id, found);
    return found;
  };
  return {
    site: (id) => once(sites, id, async () => (await store.load(siteAggregate, id))?.state),
    node: (id) => once(nodes, id, async () => (await store.load(accessNodeAggregate, id))?.state),
  };
}

async function unknownServices(
  { store }: Pick<Ports, 'store'>,
  siteId: string | undefined,
): Promise<UnknownService[]> {
  const sites =
    siteId === undefined
      ? await everyOne(store, siteAggregate, { by: 'type' })
      : [await store.load(siteAggregate, siteId)].filter((site) => site !== undefined);
  return sites.flatMap(({ id, state }) => {
    const last = state.comparisons?.replica?.last;
    return (last?.unknown ?? []).map((one) => ({ siteId: id, ...one, foundAt: last!.finishedAt }));
  });
}
