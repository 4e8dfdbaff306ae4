import { type BillingTerms, readBillingTerms } from '../domain/billing/billing-terms.ts';
import { readTimeline, type ServiceTimeline } from '../domain/billing/timeline.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import type { Store, Stored } from '../ports/store.ts';
import { everyOne } from './every-one.ts';

/** What charges derive from: the history of every service, and of how the subscriber is billed. */
export interface Histories extends BillingTerms {
  readonly services: readonly Stored<Service>[];
  readonly timelines: readonly ServiceTimeline[];
}

export async function readHistories(store: Store, subscriberId: string): Promise<Histories> {
  const [own, services] = await Promise.all([
    store.history('subscriber', subscriberId),
    everyOne(store, serviceAggregate, { by: 'owner', owner: subscriberId }),
  ]);
  const terms = readBillingTerms(own);
  const timelines = await Promise.all(
    services.map(async ({ id }) => readTimeline(await store.history('service', id), terms.dayOf)),
  );
  return { ...terms, services, timelines: timelines.filter((timeline) => timeline !== undefined) };
}
