import type { SavedViewTerms } from '../contracts/saved-view.ts';
import type { Actor } from '../contracts/scalars.ts';
import { done, type Result } from '../domain/result.ts';
import {
  keepView as decide,
  ownerOf,
  type SavedView,
  savedViewAggregate,
  sharedViews,
} from '../domain/staff/saved-view.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Claim, Stored } from '../ports/store.ts';
import { changeOne, createOne } from './write-one.ts';

/** Somebody has a name once, however it is written; it says which view it is. */
export function claimOfView(owner: Actor, name: string): Claim {
  return { kind: 'saved-view', value: `${ownerOf(owner)} ${name.toLowerCase()}`, pointer: '/name' };
}

/** Keeps what is on somebody's screen under a name. What they had under it gives way. */
export async function keepView(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  terms: SavedViewTerms,
  context: Context,
): Promise<Result<Stored<SavedView>>> {
  const { actor } = context;
  const claim = claimOfView(actor, terms.name);
  const [held, own, shared] = await Promise.all([
    store.holder(claim),
    store.count('saved-view', { by: 'owner', owner: ownerOf(actor) }),
    store.count('saved-view', { by: 'place', place: sharedViews }),
  ]);
  const already = { own, shared };
  if (held !== undefined) {
    return changeOne(store, savedViewAggregate, held, context, ({ state }) => {
      const decided = decide(state, already, terms, actor);
      return decided.ok ? done({ events: decided.value }) : decided;
    });
  }
  const decided = decide(undefined, already, terms, actor);
  return decided.ok
    ? createOne(store, savedViewAggregate, ids.next('view'), decided.value, context, { claims: [claim] })
    : decided;
}
