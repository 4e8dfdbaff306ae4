import type { Aggregate, DomainEvent } from '../domain/aggregate.ts';
import type { Ports } from '../ports/ports.ts';
import type { Sought } from '../ports/search-index.ts';
import type { Paged, Stored } from '../ports/store.ts';

/** What is called like that, the best first, on one page. */
export async function findByName<S, E extends DomainEvent>(
  { store, search }: Pick<Ports, 'store' | 'search'>,
  kind: Sought,
  aggregate: Aggregate<S, E>,
  q: string,
  limit: number,
): Promise<Paged<Stored<S>>> {
  return { items: await store.loadAll(aggregate, await search.find(kind, q, limit)) };
}
