import type { OutageDetails } from '../contracts/outage.ts';
import { touches } from '../domain/network/outage.ts';
import { done, type Result } from '../domain/result.ts';
import { wasServed } from '../domain/service/billing-facts.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { checkOutage } from './record-outage.ts';

/** As many services as are looked at while somebody waits. */
const mostServices = 10_000;

export interface OutageReach {
  readonly services: number;
  readonly subscribers: number;
  readonly hasMore: boolean;
}

/** How many services and subscribers an outage concerns, before it is recorded. */
export async function previewOutage(
  { store }: Pick<Ports, 'store'>,
  wish: Omit<OutageDetails, 'note'>,
  context: Context,
): Promise<Result<OutageReach>> {
  const meant = await checkOutage(store, wish, context);
  if (!meant.ok) return meant;
  const subscribers = new Set<string>();
  let [services, lookedAt] = [0, 0];
  let cursor: string | undefined;
  do {
    const where = { by: 'place', place: wish.siteId } as const;
    const page = await store.list(serviceAggregate, where, { limit: 200, cursor });
    for (const { state } of page.items) {
      if (!touches(wish, state.access) || !wasServed(state, wish)) continue;
      services += 1;
      subscribers.add(state.subscriberId);
    }
    lookedAt += page.items.length;
    cursor = page.nextCursor;
  } while (cursor !== undefined && lookedAt < mostServices);
  return done({ services, subscribers: subscribers.size, hasMore: cursor !== undefined });
}
