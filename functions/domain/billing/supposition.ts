import type { DatedRules } from '../../contracts/billing-policy.ts';
import type { Supposition } from '../../contracts/billing-run.ts';
import type { Money } from '../../contracts/scalars.ts';
import { billingPolicyAggregate } from './policy.ts';
import type { ServiceTimeline, Standing } from './timeline.ts';

/** The policy as it would be if the supposed rules had been set. */
export function supposedPolicy(
  versions: readonly DatedRules[],
  { billingPolicy }: Supposition,
): readonly DatedRules[] {
  if (billingPolicy === undefined) return versions;
  const policy = { versions, setAt: '' };
  return billingPolicyAggregate.evolve(policy, { type: 'billing-policy.set', data: billingPolicy }, '')
    .versions;
}

/**
 * A service as if it had been sold at the supposed prices. What is charged keeps its price all the same: a charge rests on
 * the days that are not charged yet.
 */
export function supposedTimeline(timeline: ServiceTimeline, { prices = [] }: Supposition): ServiceTimeline {
  if (prices.length === 0) return timeline;
  const byItem = new Map(prices.map(({ itemId, price }) => [itemId, price]));
  return { ...timeline, standings: timeline.standings.map((standing) => supposed(standing, byItem)) };
}

function supposed(standing: Standing, prices: ReadonlyMap<string, Money>): Standing {
  const { plan, extras } = standing;
  const planPrice = prices.get(plan.planId) ?? plan.terms.price;
  return {
    ...standing,
    plan: { ...plan, terms: { ...plan.terms, price: planPrice } },
    extras: extras.map((held) => {
      const price = prices.get(held.extra.modelId) ?? held.extra.price.price;
      return { ...held, extra: { ...held.extra, price: { ...held.extra.price, price } } };
    }),
  };
}
