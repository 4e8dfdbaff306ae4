import type { BulkChangeWish, TargetNode } from '../contracts/bulk-change.ts';
import type { ServicePlan } from '../contracts/catalog.ts';
import { type BulkChange, bulkChangeAggregate } from '../domain/bulk-change/bulk-change.ts';
import { requestBulkChange as decide, targetOf } from '../domain/bulk-change/decide.ts';
import { planAggregate } from '../domain/catalog/plan.ts';
import { servicePlanAt } from '../domain/catalog/sale.ts';
import { accessNodeAggregate } from '../domain/network/access-node.ts';
import { siteAggregate } from '../domain/network/site.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { loadReferenced } from './load.ts';
import { refuseEnd } from './suspend-service.ts';
import { createOne } from './write-one.ts';

/** Puts a bulk change on record; its state machine is started by that. */
export async function requestBulkChange(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  wish: BulkChangeWish,
  context: Context,
): Promise<Result<Stored<BulkChange>>> {
  const wanted = targetOf(wish);
  if (!wanted.ok) return wanted;
  const today = context.now.slice(0, 10);
  const unending = refuseEnd(wish.suspension?.until, today);
  if (unending !== undefined) return unending;
  const unknown = await refuseUnknown(store, wish);
  if (unknown !== undefined) return unknown;
  const target = await planVersion(store, wanted.value, wish, today);
  if (!target.ok) return target;
  const toNode = await nodeWanted(store, wish);
  if (!toNode.ok) return toNode;
  const targets = { target: target.value, toNode: toNode.value };
  return createOne(store, bulkChangeAggregate, ids.next('bch'), decide(wish, targets), context);
}

/** The very version that services are to get, where they get one. */
async function planVersion(
  store: Store,
  wanted: { readonly planId: string; readonly version: number } | undefined,
  { planId }: BulkChangeWish,
  today: string,
): Promise<Result<ServicePlan | undefined>> {
  if (wanted === undefined) return done(undefined);
  const pointer = wanted.planId === planId ? '/planId' : '/toPlanId';
  const plan = await loadReferenced(store, planAggregate, wanted.planId, pointer);
  return plan.ok ? servicePlanAt(wanted.planId, plan.value.state, wanted.version, today) : plan;
}

/** The node to which services are to move, where they move. */
async function nodeWanted(store: Store, { move }: BulkChangeWish): Promise<Result<TargetNode | undefined>> {
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
        'bulk-change.not-for-action',
        `${details.name} is no OLT and takes no ${stray}; leave it out.`,
        `/move/${stray}`,
      );
}

async function refuseUnknown(
  store: Store,
  { planId, siteId, nodeId }: BulkChangeWish,
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
