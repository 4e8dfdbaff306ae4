import type { DatedRules } from '../contracts/billing-policy.ts';
import type { BillingProfile, NewBillingProfile } from '../contracts/billing-profile.ts';
import { billingPolicyAggregate, billingPolicyId } from '../domain/billing/policy.ts';
import type { Store } from '../ports/store.ts';

/** All rules of the deployment's billing policy, by their days. */
export async function loadPolicy(store: Store): Promise<readonly DatedRules[]> {
  return (await store.load(billingPolicyAggregate, billingPolicyId))?.state.versions ?? [];
}

/** A new subscriber whose model nobody chose follows the policy as soon as there is one. */
export async function profileFor(store: Store, wanted: NewBillingProfile): Promise<BillingProfile> {
  const { model, ...rest } = wanted;
  if (model !== undefined) return { ...rest, model };
  return { ...rest, model: (await loadPolicy(store)).length === 0 ? 'cycle' : 'hybrid' };
}
