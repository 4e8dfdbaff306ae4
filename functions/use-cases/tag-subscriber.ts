import { tags } from '../domain/bulk-action/actions/tags.ts';
import type { BulkAction } from '../domain/bulk-action/bulk-action.ts';
import { done } from '../domain/result.ts';
import { changeSubscriberDetails } from '../domain/subscriber/decide.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { tagsAfter } from '../domain/subscriber/tags.ts';
import type { Context } from '../ports/context.ts';
import type { Store, Stored } from '../ports/store.ts';
import type { Outcome } from './bulk-outcome.ts';
import { changeOne } from './write-one.ts';

/** Gives a subscriber tags, and takes tags off. Whoever has them so already has got them by this, too. */
export async function tagSubscriber(
  store: Store,
  { state: { wish } }: Stored<BulkAction>,
  { id: subscriberId }: Stored<Subscriber>,
  context: Context,
): Promise<Outcome> {
  let code: string | undefined;
  const changed = await changeOne(store, subscriberAggregate, subscriberId, context, ({ state }) => {
    const aim = tags.aimAt(state, undefined, wish);
    code = 'leftOut' in aim && aim.leftOut !== 'bulk-action.already-so' ? aim.leftOut : undefined;
    if (code !== undefined || wish.tags === undefined) return done({ events: [] });
    const after = [...tagsAfter(state.details.tags, wish.tags)];
    const decided = changeSubscriberDetails(state, { tags: after }, { any: false, living: false });
    return decided.ok ? done({ events: decided.value }) : decided;
  });
  if (code !== undefined) return { leftOut: { subscriberId, code } };
  if (changed.ok) return { done: { subscriberId } };
  const { code: refused, message } = changed.refusal;
  return { failed: { subscriberId, code: refused, message } };
}
