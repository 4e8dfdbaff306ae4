import type { Aggregate, DomainEvent } from '../domain/aggregate.ts';
import { done, type Result } from '../domain/result.ts';
import { type ChangeExtras, change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Change, Store, Stored } from '../ports/store.ts';
import { loadKnown, refuseStale } from './load.ts';
import { withRetry } from './retry.ts';

/** What a change leaves stored when it commits. */
export function storedBy<S>(made: Change & { readonly state: S }, context: Context): Stored<S> {
  const { id, expectedVersion, events, state } = made;
  return { id, version: expectedVersion + events.length, state, updatedAt: context.now };
}

/** Begins an aggregate. The answer is what is then stored. */
export async function createOne<S, E extends DomainEvent>(
  store: Store,
  aggregate: Aggregate<S, E>,
  id: string,
  events: readonly E[],
  context: Context,
  extras?: ChangeExtras,
): Promise<Result<Stored<S>>> {
  const made = change(aggregate, id, undefined, events, context.now, extras);
  const answer = storedBy(made, context);
  const committed = await store.commit([made], context, answer);
  return committed.ok ? done(answer) : committed;
}

/** What a decision on one aggregate wants: its events, what they claim and release, and what must change with it. */
export interface Decision<E> {
  readonly events: readonly E[];
  readonly extras?: ChangeExtras;
  /** Changes of other aggregates in the same transaction. */
  readonly others?: readonly Change[];
}

/**
 * Loads, decides and commits one aggregate, again when another writer was first. A decision without events changes
 * nothing and answers what is stored. Refuses with `<type>.unknown`, and under If-Match with `store.version-conflict`.
 */
export function changeOne<S, E extends DomainEvent>(
  store: Store,
  aggregate: Aggregate<S, E>,
  id: string,
  context: Context,
  decide: (stored: Stored<S>) => Promise<Result<Decision<E>>> | Result<Decision<E>>,
): Promise<Result<Stored<S>>> {
  return withRetry(context, async () => {
    const loaded = await loadKnown(store, aggregate, id);
    if (!loaded.ok) return loaded;
    const stale = refuseStale(context, loaded.value);
    if (stale !== undefined) return stale;
    const decided = await decide(loaded.value);
    if (!decided.ok) return decided;
    const { events, extras, others = [] } = decided.value;
    if (events.length === 0) return loaded;
    const made = change(aggregate, id, loaded.value, events, context.now, extras);
    const answer = storedBy(made, context);
    const committed = await store.commit([made, ...others], context, answer);
    return committed.ok ? done(answer) : committed;
  });
}
