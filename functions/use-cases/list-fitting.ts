import type { Aggregate, DomainEvent } from '../domain/aggregate.ts';
import type { Page, Paged, Store, Stored, Where } from '../ports/store.ts';

/** Pages looked through before an empty one is answered with a cursor to go on from. */
const pagesLookedThrough = 20;

/** The first page with anything on it. Empty ones are passed over, so that what is rare is found with few requests. */
export async function firstWithItems<T>(
  page: Page,
  read: (page: Page) => Promise<Paged<T>>,
): Promise<Paged<T>> {
  let { cursor } = page;
  for (let i = 1; ; i++) {
    const found = await read({ ...page, cursor });
    if (found.items.length > 0 || found.nextCursor === undefined || i === pagesLookedThrough) return found;
    cursor = found.nextCursor;
  }
}

/** A page of those that fit. */
export function listFitting<S, E extends DomainEvent>(
  store: Store,
  aggregate: Aggregate<S, E>,
  where: Where,
  page: Page,
  fits: (state: S) => boolean,
): Promise<Paged<Stored<S>>> {
  return firstWithItems(page, async (next) => {
    const found = await store.list(aggregate, where, next);
    return { ...found, items: found.items.filter(({ state }) => fits(state)) };
  });
}
