import type { AutopayRule } from '../../contracts/collection.ts';
import type { AutopayPolicySet } from '../../contracts/events/autopay-policy-set.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { ruleFor } from '../policy/rule-for.ts';

/** When invoices are charged to saved methods. */
export interface AutopayPolicy {
  readonly rules: readonly AutopayRule[];
  readonly setAt: Instant;
}

/** There is one. */
export const autopayPolicyId = `apo_${'0'.repeat(26)}`;

export const autopayPolicyAggregate: Aggregate<AutopayPolicy, AutopayPolicySet> = {
  type: 'autopay-policy',
  evolve: (_, { data: { rules } }, at) => ({ rules, setAt: at }),
};

/** Where no rule fits: on the due day, and again after 3, 5 and 7 days. */
const otherwise: AutopayRule = { chargeOn: 'due', retryAfterDays: [3, 5, 7] };

export function autopayRuleFor(policy: AutopayPolicy | undefined, category: string | undefined): AutopayRule {
  return ruleFor(policy?.rules ?? [], category) ?? otherwise;
}
