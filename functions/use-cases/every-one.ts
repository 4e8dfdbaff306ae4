import type { Aggregate, DomainEvent } from '../domain/aggregate.ts';
import type { Store, Stored, Where } from '../ports/store.ts';

/** All pages of a list, for what belongs to one subscriber or one site and is small by nature. */
export async function everyOne<S, E extends DomainEvent>(
  store: Store,
  aggregate: Aggregate<S, E>,
  where: Where,
): Promise<readonly Stored<S>[]> {
  const all: Stored<S>[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list(aggregate, where, { limit: 200, cursor });
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
}
