import type { DunningHold } from '../contracts/dunning.ts';
import { type Dunning, type DunningEvent, dunningAggregate, dunningIdOf } from '../domain/dunning/dunning.ts';
import { done, type Result } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { loadKnown } from './load.ts';
import { withRetry } from './retry.ts';

/** No step is taken for a subscriber before a day. What a step did already stays until it is paid. */
export function holdDunning(
  { store }: Pick<Ports, 'store'>,
  { subscriberId, ...hold }: DunningHold & { readonly subscriberId: string },
  context: Context,
): Promise<Result<Dunning>> {
  return noteHold(store, subscriberId, context, () => [
    { type: 'dunning.held', data: { subscriberId, ...hold } },
  ]);
}

/** Lets the steps go on. Nothing happens where nothing is held. */
export async function liftDunningHold(
  { store }: Pick<Ports, 'store'>,
  subscriberId: string,
  context: Context,
): Promise<Result<void>> {
  const lifted = await noteHold(store, subscriberId, context, (dunning) =>
    dunning?.hold === undefined ? [] : [{ type: 'dunning.hold-lifted', data: { subscriberId } }],
  );
  return lifted.ok ? done(undefined) : lifted;
}

function noteHold(
  store: Ports['store'],
  subscriberId: string,
  context: Context,
  decide: (dunning: Dunning | undefined) => readonly DunningEvent[],
): Promise<Result<Dunning>> {
  return withRetry(context, async () => {
    const subscriber = await loadKnown(store, subscriberAggregate, subscriberId);
    if (!subscriber.ok) return subscriber;
    const id = dunningIdOf(subscriberId);
    const stored = await store.load(dunningAggregate, id);
    const events = decide(stored?.state);
    if (events.length === 0) return done(stored?.state ?? { subscriberId, taken: [], cut: [] });
    const made = change(dunningAggregate, id, stored, events, context.now);
    const committed = await store.commit([made], context, made.state);
    return committed.ok ? done(made.state) : committed;
  });
}
