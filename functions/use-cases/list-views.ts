import { done, type Result } from '../domain/result.ts';
import { ownerOf, type SavedView, savedViewAggregate, sharedViews } from '../domain/staff/saved-view.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { everyOne } from './every-one.ts';

/** Somebody's own views and those that others share, by name. */
export async function listViews(
  { store }: Pick<Ports, 'store'>,
  { actor }: Context,
): Promise<Result<readonly Stored<SavedView>[]>> {
  const owner = ownerOf(actor);
  const [own, shared] = await Promise.all([
    everyOne(store, savedViewAggregate, { by: 'owner', owner }),
    everyOne(store, savedViewAggregate, { by: 'place', place: sharedViews }),
  ]);
  const others = shared.filter(({ state }) => ownerOf(state.owner) !== owner);
  const called = ({ state }: Stored<SavedView>) => state.terms.name.toLowerCase();
  return done([...own, ...others].toSorted((a, b) => (called(a) < called(b) ? -1 : 1)));
}
