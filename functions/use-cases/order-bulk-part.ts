import { serviceActionOf } from '../domain/bulk-action/actions/index.ts';
import type { BulkAction } from '../domain/bulk-action/bulk-action.ts';
import { leftOutFor, refuseChanged, serviceIn } from '../domain/bulk-action/meant.ts';
import { type Plan, planAggregate } from '../domain/catalog/plan.ts';
import { siteAggregate } from '../domain/network/site.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Claim, Store, Stored } from '../ports/store.ts';
import { refuseNode } from './access-nodes-of.ts';
import { isCandidate } from './bulk-candidates.ts';
import type { Listed } from './bulk-list.ts';
import type { Outcome, Serving } from './bulk-outcome.ts';
import { orderService } from './order-service.ts';

type OrderPorts = Pick<Ports, 'store' | 'ids' | 'sessions'>;

interface Trouble {
  readonly code: string;
  readonly message: string;
}

/** What every order of one step needs to know. */
interface Tools {
  readonly ports: OrderPorts;
  readonly bulk: Stored<BulkAction>;
  /** The plan that services get, where they get one. */
  readonly plan: Plan | undefined;
  /** Why nobody can move to the node any more. */
  readonly nodeTrouble: Trouble | undefined;
  /** Why nothing is ordered of a site at this time. */
  siteTrouble(siteId: string): Promise<Trouble | undefined>;
}

/**
 * Orders what is to be done with each service, once in a pass. A service that this step ordered before it was broken off
 * is found by the claim of its order, whatever has become of it since.
 */
export async function orderingParts(
  ports: OrderPorts,
  bulk: Stored<BulkAction>,
  silentSites: readonly string[],
  context: Context,
): Promise<Serving> {
  const { store } = ports;
  const tools: Tools = {
    ports,
    bulk,
    plan: await targetPlan(store, bulk.state),
    nodeTrouble: await troubleOf(store, bulk.state),
    siteTrouble: siteTroubles(store, silentSites),
  };
  const before = async (serviceId: string): Promise<Outcome | undefined> => {
    const orderId = await store.holder(claimOf(bulk, serviceId));
    return orderId === undefined ? undefined : { ordered: { serviceId, orderId } };
  };
  return {
    lookedAt: 1000,
    async serve(listed) {
      const ids = listed.flatMap(({ serviceId = [] }) => serviceId);
      const services = new Map(
        (await store.loadAll(serviceAggregate, ids)).map((service) => [service.id, service]),
      );
      return (one) => {
        const { serviceId = '' } = one;
        const service = services.get(serviceId);
        return service === undefined
          ? Promise.resolve({ leftOut: { serviceId, code: 'service.unknown' } })
          : order(tools, service, one, () => before(serviceId), context);
      };
    },
    before: ({ serviceId = '' }) => before(serviceId),
  };
}

function siteTroubles(store: Store, silentSites: readonly string[]): Tools['siteTrouble'] {
  const offline = new Map<string, Promise<boolean>>();
  return async (siteId) => {
    if (silentSites.includes(siteId)) {
      return { code: 'site.silent', message: 'The site did not answer others either; retry when it does.' };
    }
    const known =
      offline.get(siteId) ??
      store.load(siteAggregate, siteId).then((site) => site?.state.link.state !== 'online');
    offline.set(siteId, known);
    return (await known)
      ? { code: 'site.offline', message: 'The site is not connected; retry when it is.' }
      : undefined;
  };
}

async function troubleOf(store: Store, { toNode }: BulkAction): Promise<Trouble | undefined> {
  if (toNode === undefined) return undefined;
  const refused = await refuseNode(store, toNode.siteId, { ...toNode, pointer: '/move/toNodeId' });
  if (refused === undefined || refused.ok) return undefined;
  const { code, message } = refused.refusal;
  return { code, message };
}

/** The plan that services get, as it is sold today. */
export async function targetPlan(store: Store, { target }: BulkAction): Promise<Plan | undefined> {
  if (target === undefined) return undefined;
  const plan = await store.load(planAggregate, target.planId);
  if (plan === undefined) throw new Error(`the plan ${target.planId} of a bulk action is gone`);
  return plan.state;
}

async function order(
  { ports, bulk, plan, nodeTrouble, siteTrouble }: Tools,
  service: Stored<Service>,
  { seen }: Listed,
  before: () => Promise<Outcome | undefined>,
  context: Context,
): Promise<Outcome> {
  const { id: serviceId, state } = service;
  const { wish } = bulk.state;
  const code = !(await isCandidate(ports, service, wish))
    ? 'bulk-action.no-longer-meant'
    : (refuseChanged(state, seen && serviceIn(seen)) ?? leftOutFor(state, bulk.state, plan));
  if (code !== undefined) return (await before()) ?? { leftOut: { serviceId, code } };
  const trouble = nodeTrouble ?? (await siteTrouble(state.access.siteId));
  if (trouble !== undefined) return (await before()) ?? { failed: { serviceId, ...trouble } };
  const command = serviceActionOf(wish).commandFor(state, bulk.state);
  const ordered = await orderService(ports, serviceId, command, context, {
    part: { bulkActionId: bulk.id, claim: claimOf(bulk, serviceId) },
  });
  if (ordered.ok) return { ordered: { serviceId, orderId: ordered.value.orderId } };
  const { code: refused, message } = ordered.refusal;
  return (await before()) ?? { failed: { serviceId, code: refused, message } };
}

/** What an earlier release began holds the claims of that release. */
function claimOf({ id, state: { pass, from } }: Stored<BulkAction>, serviceId: string): Claim {
  return { kind: `${from?.type ?? 'bulk-action'}-part`, value: `${id}/${pass}/${serviceId}` };
}
