import type { Aggregate, DomainEvent } from '../domain/aggregate.ts';
import type { Store, Stored, Where } from '../ports/store.ts';

/** All pages of a list, for what belongs to one subscriber or one site and is small by nature. */
export function everyOne<S, E extends DomainEvent>(
  store: Store,
  aggregate: Aggregate<S, E>,
  where: Where,
): Promise<readonly Stored<S>[]> {
  return pagesFrom(store, aggregate, where, undefined);
}

/** All of a kind whose ids come after the one given, which `ids.from` makes of an instant: what was begun since then. */
export function everyOneSince<S, E extends DomainEvent>(
  store: Store,
  aggregate: Aggregate<S, E>,
  after: string,
): Promise<readonly Stored<S>[]> {
  return pagesFrom(store, aggregate, { by: 'type' }, after);
}

async function pagesFrom<S, E extends DomainEvent>(
  store: Store,
  aggregate: Aggregate<S, E>,
  where: Where,
  after: string | undefined,
): Promise<readonly Stored<S>[]> {
  const all: Stored<S>[] = [];
  let cursor = after;
  do {
    const page = await store.list(aggregate, where, { limit: 200, cursor });
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
}
