import type { PolicyRule } from '../contracts/billing-policy.ts';
import type { Day } from '../contracts/scalars.ts';
import {
  type BillingPolicy,
  billingPolicyAggregate,
  billingPolicyId,
  setPolicy as decide,
} from '../domain/billing/policy.ts';
import { planAggregate } from '../domain/catalog/plan.ts';
import { siteAggregate } from '../domain/network/site.ts';
import { done, type Result } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { loadReferenced, refuseStale } from './load.ts';
import { withRetry } from './retry.ts';
import { storedBy } from './write-one.ts';

/** Somewhere a day begins this much before it does in UTC. */
const firstZoneOffset = 14 * 3_600_000;

/** Sets the billing policy from a day on that has begun nowhere; tomorrow, if none is named. */
export async function setBillingPolicy(
  { store }: Pick<Ports, 'store'>,
  { rules, from }: { readonly rules: readonly PolicyRule[]; readonly from?: Day | undefined },
  context: Context,
): Promise<Result<Stored<BillingPolicy>>> {
  const unknown = await refuseUnknown(store, rules);
  if (unknown !== undefined) return unknown;
  const begun = Date.parse(context.now) + firstZoneOffset;
  const dayOfInstant = (at: number) => new Date(at).toISOString().slice(0, 10);
  const today = dayOfInstant(begun);
  const wanted = { rules: [...rules], from: from ?? dayOfInstant(begun + 86_400_000) };
  return withRetry(context, async () => {
    const stored = await store.load(billingPolicyAggregate, billingPolicyId);
    const stale = stored === undefined ? undefined : refuseStale(context, stored);
    if (stale !== undefined) return stale;
    const decided = decide(wanted, today);
    if (!decided.ok) return decided;
    const made = change(billingPolicyAggregate, billingPolicyId, stored, decided.value, context.now);
    const answer = storedBy(made, context);
    const committed = await store.commit([made], context, answer);
    return committed.ok ? done(answer) : committed;
  });
}

async function refuseUnknown(store: Store, rules: readonly PolicyRule[]): Promise<Result<never> | undefined> {
  for (const [i, { match }] of rules.entries()) {
    const { planId, siteId } = match;
    const plan = planId && (await loadReferenced(store, planAggregate, planId, `/rules/${i}/match/planId`));
    if (plan && !plan.ok) return plan;
    const site = siteId && (await loadReferenced(store, siteAggregate, siteId, `/rules/${i}/match/siteId`));
    if (site && !site.ok) return site;
  }
  return undefined;
}
