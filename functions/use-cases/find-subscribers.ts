import { done, type Result } from '../domain/result.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored } from '../ports/store.ts';
import { findByName } from './find-by-name.ts';

/** Lists subscribers, or finds them by whatever a caller says: then the best come first, on one page. */
export async function findSubscribers(
  { store, search }: Pick<Ports, 'store' | 'search'>,
  query: Page & { readonly q?: string | undefined; readonly parentId?: string | undefined },
): Promise<Result<Paged<Stored<Subscriber>>>> {
  const { q, parentId, ...page } = query;
  if (q === undefined) {
    const where =
      parentId === undefined ? { by: 'type' as const } : { by: 'owner' as const, owner: parentId };
    return done(await store.list(subscriberAggregate, where, page));
  }
  const { items } = await findByName({ store, search }, 'subscriber', subscriberAggregate, q, page.limit);
  return done({
    items: items.filter(({ state }) => parentId === undefined || state.details.parentId === parentId),
  });
}
