import { done, type Result } from '../domain/result.ts';
import { isSeenBy, ownerOf, savedViewAggregate } from '../domain/staff/saved-view.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { claimOfView } from './keep-view.ts';
import { refuseUnknown } from './load.ts';
import { refuseUnpermitted } from './refuse-unpermitted.ts';
import { changeOne } from './write-one.ts';

/** Forgets a view. What somebody keeps for themselves is nobody else's business; what is shared, an administrator's too. */
export async function removeView(
  { store }: Pick<Ports, 'store'>,
  id: string,
  context: Context,
): Promise<Result<void>> {
  const removed = await changeOne(store, savedViewAggregate, id, context, ({ state }) => {
    const { owner, terms } = state;
    if (!isSeenBy(state, context.actor)) return refuseUnknown('saved-view', id);
    const isOwn = ownerOf(owner) === ownerOf(context.actor);
    const refused = isOwn ? undefined : refuseUnpermitted(context, 'staff:operate');
    return (
      refused ??
      done({
        events: [{ type: 'saved-view.removed', data: {} }],
        extras: { releases: [claimOfView(owner, terms.name)] },
      })
    );
  });
  return removed.ok ? done(undefined) : removed;
}
