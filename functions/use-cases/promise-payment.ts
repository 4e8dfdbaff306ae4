import { type Dunning, dunningAggregate, dunningIdOf } from '../domain/dunning/dunning.ts';
import { overdueBeyondCredit } from '../domain/dunning/next-step.ts';
import { promisePayment as decide } from '../domain/dunning/promise.ts';
import { done, type Result } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { attendDunning } from './attend-dunning.ts';
import { loadDunningGround, loadStanding } from './dunning-standing.ts';
import { loadKnown } from './load.ts';
import { readDunning } from './read-dunning.ts';
import { withRetry } from './retry.ts';

/** Takes a subscriber's promise to pay until a day; where the policy says so, it is restored on that word. */
export async function promisePayment(
  ports: Pick<Ports, 'store' | 'ids'>,
  subscriberId: string,
  wish: { readonly until: string; readonly note?: string | undefined },
  context: Context,
): Promise<Result<Dunning>> {
  const { store } = ports;
  const known = await loadKnown(store, subscriberAggregate, subscriberId);
  if (!known.ok) return known;
  const ground = await loadDunningGround(store, context);
  const promised = await withRetry(context, async (): Promise<Result<void>> => {
    const { dunning, facts, rule } = await loadStanding(store, subscriberId, ground, context);
    const decided = decide(dunning?.state ?? { subscriberId, taken: [], cut: [] }, rule, wish, {
      on: facts.on,
      overdue: overdueBeyondCredit(facts, rule),
    });
    if (!decided.ok) return decided;
    const id = dunningIdOf(subscriberId);
    const made = change(dunningAggregate, id, dunning, decided.value, context.now);
    const committed = await store.commit([made], context, made.state);
    return committed.ok ? done(undefined) : committed;
  });
  if (!promised.ok) return promised;
  await attendDunning(ports, subscriberId, context);
  return readDunning(ports, subscriberId);
}
