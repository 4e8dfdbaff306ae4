import type { AggregateType } from '../contracts/event.ts';
import type { Aggregate, DomainEvent } from '../domain/aggregate.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Store, Stored } from '../ports/store.ts';

/** Loads what the request is about. Refuses with `<type>.unknown` when there is no such thing. */
export async function loadKnown<S, E extends DomainEvent>(
  store: Store,
  aggregate: Aggregate<S, E>,
  id: string,
): Promise<Result<Stored<S>>> {
  const stored = await store.load(aggregate, id);
  return stored === undefined ? refuseUnknown(aggregate.type, id) : done(stored);
}

/** What is said of a thing that is not there, or not there for who asks. */
export function refuseUnknown(type: AggregateType, id: string): Result<never> {
  return refuse(`${type}.unknown`, `There is no ${words(type)} ${id}.`);
}

/** Loads what the input refers to. Refuses with `reference.<type>-unknown` and the pointer when there is no such thing. */
export async function loadReferenced<S, E extends DomainEvent>(
  store: Store,
  aggregate: Aggregate<S, E>,
  id: string,
  pointer: string,
): Promise<Result<Stored<S>>> {
  const stored = await store.load(aggregate, id);
  return stored === undefined
    ? refuse(
        `reference.${aggregate.type}-unknown`,
        `There is no ${words(aggregate.type)} ${id}; name one that exists.`,
        pointer,
      )
    : done(stored);
}

/** Refuses when If-Match names another version than the one that was loaded. */
export function refuseStale(context: Context, { version }: Pick<Stored<unknown>, 'version'>) {
  return context.expectedVersion === undefined || context.expectedVersion === version
    ? undefined
    : refuse(
        'store.version-conflict',
        `This is at version ${version} by now; read it again and decide anew.`,
      );
}

function words(type: AggregateType): string {
  return type.replaceAll('-', ' ');
}
