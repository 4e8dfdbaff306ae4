import { type Plan, planAggregate, publishVersion } from '../domain/catalog/plan.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { type TermsWish, termsOf } from './create-plan.ts';
import { changeOne } from './write-one.ts';

/** Publishes new terms of a plan for later sales. */
export async function publishPlanVersion(
  { store }: Pick<Ports, 'store'>,
  id: string,
  wish: TermsWish,
  context: Context,
): Promise<Result<Stored<Plan>>> {
  const terms = termsOf(wish, context);
  if (!terms.ok) return terms;
  return changeOne(store, planAggregate, id, context, ({ state }) => {
    const decided = publishVersion(state, terms.value);
    return decided.ok ? done({ events: decided.value }) : decided;
  });
}
