import { type BillingPolicy, billingPolicyAggregate, billingPolicyId } from '../domain/billing/policy.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';

/** The billing policy; one without rules before the first was set. */
export async function readBillingPolicy({
  store,
}: Pick<Ports, 'store'>): Promise<Result<Stored<BillingPolicy> | undefined>> {
  return done(await store.load(billingPolicyAggregate, billingPolicyId));
}
