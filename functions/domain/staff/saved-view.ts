import type { SavedViewKept } from '../../contracts/events/saved-view-kept.ts';
import type { SavedViewRemoved } from '../../contracts/events/saved-view-removed.ts';
import type { SavedViewTerms } from '../../contracts/saved-view.ts';
import type { Actor } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { isSame } from '../details.ts';
import { done, type Result, refuse } from '../result.ts';

export type SavedViewEvent = SavedViewKept | SavedViewRemoved;

export interface SavedView {
  readonly terms: SavedViewTerms;
  readonly owner: Actor;
  readonly isRemoved: boolean;
}

/** Those that everybody sees are found at this place. */
export const sharedViews = 'shared';

/** Under which somebody’s own are found. */
export function ownerOf({ kind, id }: Actor): string {
  return `${kind}:${id}`;
}

export const savedViewAggregate: Aggregate<SavedView, SavedViewEvent> = {
  type: 'saved-view',
  links: ({ isRemoved, owner, terms }) =>
    isRemoved ? {} : { owner: ownerOf(owner), ...(terms.isShared ? { place: sharedViews } : {}) },
  evolve(state, event) {
    if (event.type === 'saved-view.kept') {
      const { owner, ...terms } = event.data;
      return { terms, owner, isRemoved: false };
    }
    if (state === undefined) throw new Error(`${event.type} on a view that does not exist`);
    return { ...state, isRemoved: true };
  },
};

/** Whether somebody may know of it. */
export function isSeenBy({ isRemoved, owner, terms }: SavedView, actor: Actor): boolean {
  return !isRemoved && (terms.isShared || ownerOf(owner) === ownerOf(actor));
}

/** More than anybody finds their way in. */
const most = { own: 50, shared: 100 } as const;

/** How many there are besides. */
export interface ViewsAlready {
  readonly own: number;
  readonly shared: number;
}

/** `former` is what the owner has under the name. */
export function keepView(
  former: SavedView | undefined,
  already: ViewsAlready,
  terms: SavedViewTerms,
  owner: Actor,
): Result<readonly SavedViewKept[]> {
  if (former === undefined && already.own >= most.own) {
    return refuse('saved-view.too-many', `You have ${most.own} views; forget one that you no longer need.`);
  }
  if (terms.isShared && former?.terms.isShared !== true && already.shared >= most.shared) {
    return refuse(
      'saved-view.too-many',
      `${most.shared} views are shared; keep this one for yourself, or have one of them forgotten.`,
      '/isShared',
    );
  }
  if (former !== undefined && isSame(former.terms, terms)) return done([]);
  return done([{ type: 'saved-view.kept', data: { ...terms, owner } }]);
}
