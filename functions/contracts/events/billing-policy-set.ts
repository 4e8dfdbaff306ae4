import { datedRules } from '../billing-policy.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** Services of subscribers with a hybrid profile are billed by these rules from a day on. */
export const billingPolicySet = defineEvent('billing-policy.set', datedRules);
export type BillingPolicySet = EventOf<typeof billingPolicySet>;
