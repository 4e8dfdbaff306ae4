import type { BulkChangeWish } from '../contracts/bulk-change.ts';
import { type BulkChange, bulkChangeAggregate } from '../domain/bulk-change/bulk-change.ts';
import { requestBulkChange as decide } from '../domain/bulk-change/decide.ts';
import { planAggregate } from '../domain/catalog/plan.ts';
import { servicePlanAt } from '../domain/catalog/sale.ts';
import { accessNodeAggregate } from '../domain/network/access-node.ts';
import { siteAggregate } from '../domain/network/site.ts';
import { type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { loadReferenced } from './load.ts';
import { createOne } from './write-one.ts';

/** Puts a bulk change on record; its state machine is started by that. */
export async function requestBulkChange(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  wish: BulkChangeWish,
  context: Context,
): Promise<Result<Stored<BulkChange>>> {
  const { planId, toPlanId = planId, toVersion } = wish;
  const unknown = await refuseUnknown(store, wish);
  if (unknown !== undefined) return unknown;
  const plan = await loadReferenced(
    store,
    planAggregate,
    toPlanId,
    toPlanId === planId ? '/planId' : '/toPlanId',
  );
  if (!plan.ok) return plan;
  const target = servicePlanAt(toPlanId, plan.value.state, toVersion, context.now.slice(0, 10));
  if (!target.ok) return target;
  const decided = decide(wish, target.value);
  if (!decided.ok) return decided;
  return createOne(store, bulkChangeAggregate, ids.next('bch'), decided.value, context);
}

async function refuseUnknown(
  store: Store,
  { planId, siteId, nodeId }: BulkChangeWish,
): Promise<Result<never> | undefined> {
  const [plan, site, node] = await Promise.all([
    loadReferenced(store, planAggregate, planId, '/planId'),
    siteId === undefined ? undefined : loadReferenced(store, siteAggregate, siteId, '/siteId'),
    nodeId === undefined ? undefined : loadReferenced(store, accessNodeAggregate, nodeId, '/nodeId'),
  ]);
  if (!plan.ok) return plan;
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
