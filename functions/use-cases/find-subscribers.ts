import type { SubscriberStatus } from '../contracts/subscriber.ts';
import { done, type Result } from '../domain/result.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { hasTag } from '../domain/subscriber/tags.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored } from '../ports/store.ts';
import { findByName } from './find-by-name.ts';
import { listFitting } from './list-fitting.ts';

/** Which subscribers are asked for; whatever is left out may be anything. */
interface SubscriberFilter {
  readonly parentId?: string | undefined;
  readonly tag?: string | undefined;
  readonly status?: SubscriberStatus | undefined;
}

/** Lists subscribers, or finds them by whatever a caller says: then the best come first, on one page. */
export async function findSubscribers(
  { store, search }: Pick<Ports, 'store' | 'search'>,
  query: Page & SubscriberFilter & { readonly q?: string | undefined },
): Promise<Result<Paged<Stored<Subscriber>>>> {
  const { q, parentId, tag, status, ...page } = query;
  const fits = ({ status: is, details }: Subscriber) =>
    (status === undefined || is === status) && (tag === undefined || hasTag(details.tags, tag));
  if (q === undefined) {
    const where =
      parentId === undefined ? { by: 'type' as const } : { by: 'owner' as const, owner: parentId };
    return done(await listFitting(store, subscriberAggregate, where, page, fits));
  }
  const { items } = await findByName({ store, search }, 'subscriber', subscriberAggregate, q, page.limit);
  return done({
    items: items.filter(
      ({ state }) => fits(state) && (parentId === undefined || state.details.parentId === parentId),
    ),
  });
}
