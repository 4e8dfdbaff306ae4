import type { Day } from '../contracts/scalars.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { migrationFrom, planAggregate } from '../domain/catalog/plan.ts';
import { done } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { announceVersion as decide } from '../domain/service/schedule.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { changeOne } from './write-one.ts';

/**
 * Announces to a service the later version of its plan to which it will move, if there is one. Asked again, or of a
 * service to which it is announced already, it does nothing.
 */
export async function announceVersion(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  serviceId: string,
  context: Context,
): Promise<void> {
  const actionId = ids.next('act');
  const told = await changeOne(store, serviceAggregate, serviceId, context, async ({ state }) => {
    const { planId, name, terms } = state.plan;
    const plan = await store.load(planAggregate, planId);
    const next = plan === undefined ? undefined : migrationFrom(plan.state, terms.version);
    if (next?.migratesOn === undefined) return done({ events: [] });
    const on = laterOf(next.migratesOn, localDay(context.now, 'UTC'));
    return done({ events: decide(state, { planId, name, terms: next }, on, actionId) });
  });
  if (!told.ok) throw new Error(`${serviceId} cannot be told of its plan: ${told.refusal.message}`);
}

function laterOf(a: Day, b: Day): Day {
  return a > b ? a : b;
}
