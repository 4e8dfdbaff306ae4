import type { BulkChangeFailure, BulkChangeOrder } from '../contracts/bulk-change.ts';
import type { BulkChange } from '../domain/bulk-change/bulk-change.ts';
import { commandFor, leftOutFor } from '../domain/bulk-change/target.ts';
import { type Plan, planAggregate } from '../domain/catalog/plan.ts';
import { siteAggregate } from '../domain/network/site.ts';
import type { Service } from '../domain/service/service.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Claim, Store, Stored } from '../ports/store.ts';
import { refuseNode } from './access-nodes-of.ts';
import { orderService } from './order-service.ts';

type Trouble = Omit<BulkChangeFailure, 'serviceId'>;

/** What every order of one step needs to know. */
export interface PartTools {
  readonly ports: Pick<Ports, 'store' | 'ids'>;
  readonly bulk: Stored<BulkChange>;
  /** The plan that services get, where they get one. */
  readonly plan: Plan | undefined;
  /** Whether a fault breaks the step off; otherwise it is noted as the failure of its service. */
  readonly breaks: boolean;
  /** Why nobody can move to the node any more. */
  readonly nodeTrouble: Trouble | undefined;
  /** Why nothing is ordered of a site at this time. */
  siteTrouble(siteId: string): Promise<Trouble | undefined>;
}

export async function partTools(
  ports: Pick<Ports, 'store' | 'ids'>,
  bulk: Stored<BulkChange>,
  silentSites: readonly string[],
  breaks: boolean,
): Promise<PartTools> {
  const { store } = ports;
  const plan = await targetPlan(store, bulk.state);
  const offline = new Map<string, Promise<boolean>>();
  return {
    ports,
    bulk,
    plan,
    breaks,
    nodeTrouble: await troubleOf(store, bulk.state),
    async siteTrouble(siteId) {
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
    },
  };
}

async function troubleOf(store: Store, { toNode }: BulkChange): Promise<Trouble | undefined> {
  if (toNode === undefined) return undefined;
  const refused = await refuseNode(store, toNode.siteId, { ...toNode, pointer: '/move/toNodeId' });
  if (refused === undefined || refused.ok) return undefined;
  const { code, message } = refused.refusal;
  return { code, message };
}

/** The plan that services get, as it is sold today. */
export async function targetPlan(store: Store, { target }: BulkChange): Promise<Plan | undefined> {
  if (target === undefined) return undefined;
  const plan = await store.load(planAggregate, target.planId);
  if (plan === undefined) throw new Error(`the plan ${target.planId} of a bulk change is gone`);
  return plan.state;
}

export type PartOutcome = BulkChangeOrder | BulkChangeFailure | { readonly leftOut: string };

/**
 * Orders the change of one service, once in a pass. A service that this step ordered before it was broken off is found by
 * the claim of its order, whatever has become of it since. `refused` is why it is not to be changed any more.
 */
export async function orderPart(
  tools: PartTools,
  service: Stored<Service>,
  refused: string | undefined,
  context: Context,
): Promise<PartOutcome> {
  const { ports, bulk, breaks } = tools;
  const serviceId = service.id;
  const claim = claimOf(bulk, serviceId);
  const before = async (): Promise<BulkChangeOrder | undefined> => {
    const orderId = await ports.store.holder(claim);
    return orderId === undefined ? undefined : { serviceId, orderId };
  };
  try {
    return await orderOnce(tools, service, refused, claim, before, context);
  } catch (error) {
    if (breaks) throw error;
    const message = error instanceof Error ? error.message : String(error);
    return (await before()) ?? { serviceId, code: 'platform.fault', message: message.slice(0, 500) };
  }
}

async function orderOnce(
  { ports, bulk, plan, nodeTrouble, siteTrouble }: PartTools,
  { id: serviceId, state: service }: Stored<Service>,
  refused: string | undefined,
  claim: Claim,
  before: () => Promise<BulkChangeOrder | undefined>,
  context: Context,
): Promise<PartOutcome> {
  const leftOut = refused ?? leftOutFor(service, bulk.state, plan);
  if (leftOut !== undefined) return (await before()) ?? { leftOut };
  const trouble = nodeTrouble ?? (await siteTrouble(service.access.siteId));
  if (trouble !== undefined) return (await before()) ?? { serviceId, ...trouble };
  const ordered = await orderService(ports, serviceId, commandFor(service, bulk.state), context, {
    part: { bulkChangeId: bulk.id, claim },
  });
  if (ordered.ok) return { serviceId, orderId: ordered.value.orderId };
  const { code, message } = ordered.refusal;
  return (await before()) ?? { serviceId, code, message };
}

function claimOf({ id, state: { pass } }: Stored<BulkChange>, serviceId: string): Claim {
  return { kind: 'bulk-change-part', value: `${id}/${pass}/${serviceId}` };
}
