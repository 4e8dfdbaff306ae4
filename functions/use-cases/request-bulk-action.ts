import type { BulkActionWish, TargetNode } from '../contracts/bulk-action.ts';
import type { ServicePlan } from '../contracts/catalog.ts';
import { bulkActionPermissions } from '../contracts/permissions.ts';
import { actionOf } from '../domain/bulk-action/actions/index.ts';
import { type BulkAction, bulkActionAggregate } from '../domain/bulk-action/bulk-action.ts';
import { requestBulkAction as decide, refuseWish } from '../domain/bulk-action/decide.ts';
import { planAggregate } from '../domain/catalog/plan.ts';
import { servicePlanAt } from '../domain/catalog/sale.ts';
import { accessNodeAggregate } from '../domain/network/access-node.ts';
import { siteAggregate } from '../domain/network/site.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { loadReferenced } from './load.ts';
import { refuseUnpermitted } from './refuse-unpermitted.ts';
import { refuseEnd } from './suspend-service.ts';
import { createOne } from './write-one.ts';

/** Puts a bulk action on record; its state machine is started by that. */
export async function requestBulkAction(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  asked: BulkActionWish,
  context: Context,
): Promise<Result<Stored<BulkAction>>> {
  const unpermitted = refuseUnpermitted(context, bulkActionPermissions[asked.action], '/action');
  if (unpermitted !== undefined) return unpermitted;
  const wish = await namedOnce(store, asked);
  const today = context.now.slice(0, 10);
  const refused =
    refuseWish(wish) ?? refuseEnd(wish.suspension?.until, today) ?? (await refuseUnknown(store, wish));
  if (refused !== undefined) return refused;
  const target = await planVersion(store, wish, today);
  if (!target.ok) return target;
  const toNode = await nodeWanted(store, wish);
  if (!toNode.ok) return toNode;
  const targets = { target: target.value, toNode: toNode.value };
  return createOne(store, bulkActionAggregate, ids.next('bka'), decide(wish, targets), context);
}

/** Nobody is named twice. Where it is about subscribers, services mean those who have them. */
async function namedOnce(
  store: Store,
  { serviceIds, subscriberIds, ...wish }: BulkActionWish,
): Promise<BulkActionWish> {
  const services = serviceIds && [...new Set(serviceIds)];
  const subscribers = subscriberIds && [...new Set(subscriberIds)];
  const isOfServices = actionOf(wish).of === 'services';
  const owners =
    services === undefined || isOfServices || subscribers !== undefined
      ? subscribers
      : await ownersOf(store, services);
  return {
    ...wish,
    ...(services === undefined || !isOfServices ? {} : { serviceIds: services }),
    ...(owners === undefined ? {} : { subscriberIds: owners }),
  };
}

async function ownersOf(store: Store, serviceIds: readonly string[]): Promise<string[]> {
  const services = await store.loadAll(serviceAggregate, serviceIds);
  return [...new Set(services.map(({ state }) => state.subscriberId))];
}

/** The very version that services are to get, where they get one. */
async function planVersion(
  store: Store,
  { planId, toPlanId = planId, toVersion }: BulkActionWish,
  today: string,
): Promise<Result<ServicePlan | undefined>> {
  if (toPlanId === undefined || toVersion === undefined) return done(undefined);
  const pointer = toPlanId === planId ? '/planId' : '/toPlanId';
  const plan = await loadReferenced(store, planAggregate, toPlanId, pointer);
  return plan.ok ? servicePlanAt(toPlanId, plan.value.state, toVersion, today) : plan;
}

/** The node to which services are to move, where they move. */
async function nodeWanted(store: Store, { move }: BulkActionWish): Promise<Result<TargetNode | undefined>> {
  if (move === undefined) return done(undefined);
  const { toNodeId: nodeId, ...line } = move;
  const node = await loadReferenced(store, accessNodeAggregate, nodeId, '/move/toNodeId');
  if (!node.ok) return node;
  const { removed, details } = node.value.state;
  const { siteId, kind } = details;
  if (removed) {
    return refuse(
      'reference.access-node-unknown',
      `The access node ${nodeId} was removed; name one that is there.`,
      '/move/toNodeId',
    );
  }
  const [stray] = kind === 'olt' ? [] : Object.keys(line);
  return stray === undefined
    ? done({ nodeId, siteId, kind })
    : refuse(
        'bulk-action.not-for-action',
        `${details.name} is no OLT and takes no ${stray}; leave it out.`,
        `/move/${stray}`,
      );
}

async function refuseUnknown(
  store: Store,
  { planId, siteId, nodeId }: BulkActionWish,
): Promise<Result<never> | undefined> {
  const [plan, site, node] = await Promise.all([
    planId === undefined ? undefined : loadReferenced(store, planAggregate, planId, '/planId'),
    siteId === undefined ? undefined : loadReferenced(store, siteAggregate, siteId, '/siteId'),
    nodeId === undefined ? undefined : loadReferenced(store, accessNodeAggregate, nodeId, '/nodeId'),
  ]);
  if (plan?.ok === false) return plan;
  if (site?.ok === false) return site;
  if (node?.ok === false) return node;
  const isElsewhere =
    siteId !== undefined && node !== undefined && node.value.state.details.siteId !== siteId;
  return node?.value.state.removed === true || isElsewhere
    ? refuse(
        'reference.access-node-unknown',
        `There is no access node ${nodeId}${siteId === undefined ? '' : ` at the site ${siteId}`}; name one that is there.`,
        '/nodeId',
      )
    : undefined;
}
