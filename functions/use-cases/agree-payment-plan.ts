import { type Dunning, dunningAggregate, dunningIdOf } from '../domain/dunning/dunning.ts';
import { agreePlan, type PlanWish } from '../domain/dunning/payment-plan.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { attendDunning } from './attend-dunning.ts';
import { loadDunningGround, loadStanding } from './dunning-standing.ts';
import { loadKnown } from './load.ts';
import { readDunning } from './read-dunning.ts';
import { withRetry } from './retry.ts';
import { changeOne } from './write-one.ts';

type PlanPorts = Pick<Ports, 'store' | 'ids'>;

/** Agrees with a subscriber that what is open is paid in instalments: what was taken of services is given back at once. */
export async function agreePaymentPlan(
  ports: PlanPorts,
  subscriberId: string,
  wish: PlanWish,
  context: Context,
): Promise<Result<Dunning>> {
  const { store } = ports;
  const known = await loadKnown(store, subscriberAggregate, subscriberId);
  if (!known.ok) return known;
  const ground = await loadDunningGround(store, context);
  const agreed = await withRetry(context, async (): Promise<Result<void>> => {
    const { dunning, facts, rule, open } = await loadStanding(store, subscriberId, ground, context);
    const decided = agreePlan(dunning?.state ?? { subscriberId, taken: [], cut: [] }, rule, wish, {
      on: facts.on,
      currency: facts.account.currency,
      open,
    });
    if (!decided.ok) return decided;
    const made = change(dunningAggregate, dunningIdOf(subscriberId), dunning, decided.value, context.now);
    const committed = await store.commit([made], context, made.state);
    return committed.ok ? done(undefined) : committed;
  });
  if (!agreed.ok) return agreed;
  await attendDunning(ports, subscriberId, context);
  return readDunning(ports, subscriberId);
}

/** Ends a payment plan before its time: what is open is dunned again. */
export async function cancelPaymentPlan(
  ports: PlanPorts,
  subscriberId: string,
  context: Context,
): Promise<Result<Dunning>> {
  const known = await loadKnown(ports.store, subscriberAggregate, subscriberId);
  if (!known.ok) return known;
  const id = dunningIdOf(subscriberId);
  const stored = await ports.store.load(dunningAggregate, id);
  if (stored?.state.plan === undefined) return noPlan();
  const cancelled = await changeOne(ports.store, dunningAggregate, id, context, ({ state }) =>
    state.plan === undefined
      ? noPlan()
      : done({ events: [{ type: 'dunning.plan-ended', data: { subscriberId, outcome: 'cancelled' } }] }),
  );
  return cancelled.ok ? done(cancelled.value.state) : cancelled;
}

function noPlan() {
  return refuse('dunning.no-plan', 'No payment plan runs for this subscriber.');
}
