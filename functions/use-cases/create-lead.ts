import type { LeadDetails } from '../contracts/lead.ts';
import { planAggregate } from '../domain/catalog/plan.ts';
import { createLead as decide } from '../domain/lead/decide.ts';
import { type Lead, leadAggregate } from '../domain/lead/lead.ts';
import type { Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { loadReferenced } from './load.ts';
import { createOne } from './write-one.ts';

/** Takes in a prospect. */
export async function createLead(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  wish: LeadDetails & { readonly notes: readonly string[] },
  context: Context,
): Promise<Result<Stored<Lead>>> {
  const { notes, ...details } = wish;
  if (details.wantedPlanId !== undefined) {
    const plan = await loadReferenced(store, planAggregate, details.wantedPlanId, '/wantedPlanId');
    if (!plan.ok) return plan;
  }
  const decided = decide(
    details,
    notes.map((text) => ({ text, author: context.actor, at: context.now })),
  );
  if (!decided.ok) return decided;
  return createOne(store, leadAggregate, ids.next('led'), decided.value, context);
}
