import type { Whose } from '../contracts/whose.ts';
import { done, type Result } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Ports } from '../ports/ports.ts';
import type { Paged } from '../ports/store.ts';

export interface ByWhom<T> {
  readonly item: T;
  /** Undefined for what is nobody's. */
  readonly whose: Whose | undefined;
}

/** What was listed, with whose each of it is: read at once, however many have something of it. */
export async function byWhom<T>(
  { store }: Pick<Ports, 'store'>,
  listing: Promise<Result<Paged<T>>>,
  subscriberIdOf: (item: T) => string | undefined,
): Promise<Result<Paged<ByWhom<T>>>> {
  const listed = await listing;
  if (!listed.ok) return listed;
  const { items } = listed.value;
  const known = await whoseById(
    { store },
    items.flatMap((item) => subscriberIdOf(item) ?? []),
  );
  return done({
    ...listed.value,
    items: items.map((item) => ({ item, whose: known.get(subscriberIdOf(item) ?? '') })),
  });
}

export async function whoseById(
  { store }: Pick<Ports, 'store'>,
  subscriberIds: readonly string[],
): Promise<ReadonlyMap<string, Whose>> {
  const subscribers = await store.loadAll(subscriberAggregate, [...new Set(subscriberIds)]);
  return new Map(
    subscribers.map(({ id, state }) => [
      id,
      { subscriberName: state.details.name, subscriberNumber: state.number },
    ]),
  );
}
