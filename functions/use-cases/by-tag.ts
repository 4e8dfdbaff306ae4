import type { Service } from '../domain/service/service.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { hasTag } from '../domain/subscriber/tags.ts';
import type { Store, Stored } from '../ports/store.ts';

/** Those of the services whose subscribers have the tag; all of them where none is asked for. */
export async function ofTagged(
  store: Store,
  services: readonly Stored<Service>[],
  tag: string | undefined,
): Promise<readonly Stored<Service>[]> {
  if (tag === undefined || services.length === 0) return services;
  const ids = [...new Set(services.map(({ state }) => state.subscriberId))];
  const owners = await store.loadAll(subscriberAggregate, ids);
  const tagged = new Set(owners.filter(({ state }) => hasTag(state.details.tags, tag)).map(({ id }) => id));
  return services.filter(({ state }) => tagged.has(state.subscriberId));
}
