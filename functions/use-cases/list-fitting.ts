import type { Aggregate, DomainEvent } from '../domain/aggregate.ts';
import type { Page, Paged, Store, Stored, Where } from '../ports/store.ts';

/** Pages looked through before an empty one is answered with a cursor to go on from. */
const pagesLookedThrough = 20;

/** A page of those that fit. Pages without any are passed over, so that what is rare is found with few requests. */
export async function listFitting<S, E extends DomainEvent>(
  store: Store,
  aggregate: Aggregate<S, E>,
  where: Where,
  page: Page,
  fits: (state: S) => boolean,
): Promise<Paged<Stored<S>>> {
  let { cursor } = page;
  for (let i = 1; ; i++) {
    const found = await store.list(aggregate, where, { ...page, cursor });
    const items = found.items.filter(({ state }) => fits(state));
    if (items.length > 0 || found.nextCursor === undefined || i === pagesLookedThrough) {
      return { ...found, items };
    }
    cursor = found.nextCursor;
  }
}
