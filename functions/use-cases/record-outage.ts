import type { OutageDetails } from '../contracts/outage.ts';
import { accessNodeAggregate } from '../domain/network/access-node.ts';
import { type Outage, outageAggregate, touches } from '../domain/network/outage.ts';
import { siteAggregate } from '../domain/network/site.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import {
  recordOutage as decide,
  type OutageOfService,
  refuseOutage,
} from '../domain/service/billing-facts.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { loadReferenced } from './load.ts';
import { changeOne, createOne } from './write-one.ts';

/** Records an outage of a site or a node; a sweep tells every service that it touched. */
export async function recordOutage(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  wish: OutageDetails,
  context: Context,
): Promise<Result<Stored<Outage>>> {
  const meant = await checkOutage(store, wish, context);
  if (!meant.ok) return meant;
  const recorded = { type: 'outage.recorded' as const, data: wish };
  return createOne(store, outageAggregate, ids.next('out'), [recorded], context);
}

/** Whether it is over, and what was out is there. */
export async function checkOutage(
  store: Ports['store'],
  wish: Omit<OutageDetails, 'note'>,
  context: Context,
): Promise<Result<void>> {
  const bad = refuseOutage(wish, context.now);
  if (bad !== undefined) return bad;
  const site = await loadReferenced(store, siteAggregate, wish.siteId, '/siteId');
  if (!site.ok) return site;
  if (wish.nodeId !== undefined) {
    const node = await loadReferenced(store, accessNodeAggregate, wish.nodeId, '/nodeId');
    if (!node.ok) return node;
    if (node.value.state.details.siteId !== wish.siteId) {
      return refuse(
        'reference.access-node-unknown',
        `The site ${wish.siteId} has no access node ${wish.nodeId}; name one that it has.`,
        '/nodeId',
      );
    }
  }
  return done(undefined);
}

export type ServiceOutageWish = Omit<OutageOfService, 'outageId'>;

/** Records that one service could not be used. */
export function recordServiceOutage(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  serviceId: string,
  wish: ServiceOutageWish,
  context: Context,
): Promise<Result<Stored<Service>>> {
  const outageId = ids.next('out');
  return changeOne(store, serviceAggregate, serviceId, context, ({ state }) => {
    const decided = decideServiceOutage(state, { ...wish, outageId }, context);
    return decided.ok ? done({ events: decided.value }) : decided;
  });
}

export function decideServiceOutage(service: Service, outage: OutageOfService, { now }: Context) {
  return refuseOutage(outage, now) ?? decide(service, outage);
}

/** Tells one service of an outage that touched it, once. */
export async function tellOutage(
  { store }: Pick<Ports, 'store'>,
  { id: outageId, state: outage }: Stored<Outage>,
  { id: serviceId, state: service }: Stored<Service>,
  context: Context,
): Promise<void> {
  if (!touches(outage, service.access)) return;
  const claim = { kind: 'outage-of-service', value: `${outageId}/${serviceId}` };
  if ((await store.holder(claim)) !== undefined) return;
  const { startedAt, endedAt, note } = outage;
  const told = await changeOne(store, serviceAggregate, serviceId, context, ({ state }) => {
    const decided = decide(state, { outageId, startedAt, endedAt, note });
    // Who was never active has nothing to get back.
    return done({ events: decided.ok ? decided.value : [], extras: { claims: [claim] } });
  });
  if (!told.ok) throw new Error(`${serviceId} cannot be told of ${outageId}: ${told.refusal.message}`);
}
