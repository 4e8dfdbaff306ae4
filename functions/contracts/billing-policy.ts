import * as z from 'zod';
import { billingProfile } from './billing-profile.ts';
import { day, id } from './scalars.ts';

const { shape } = billingProfile;
const text = z.string().trim().min(1).max(100);

/** Which services a rule is for: all that is named must fit; a rule that names nothing is for all. */
export const policyMatch = z.strictObject({
  planId: id.optional(),
  siteId: id.optional(),
  /** Of the subscriber who pays. */
  category: text.optional(),
  /** Of the address at which the service is delivered. */
  region: text.optional(),
});
export type PolicyMatch = z.infer<typeof policyMatch>;

/** How services are billed; what a rule leaves out is said by a less specific one, or by the subscriber's profile. */
export const policyTerms = z.strictObject({
  model: z.enum(['cycle', 'pro-rata']).optional(),
  cycleDay: shape.cycleDay.unwrap().optional(),
  proration: shape.proration.unwrap().optional(),
  suspension: shape.suspension.unwrap().optional(),
  vacation: shape.vacation,
  outage: shape.outage.unwrap().optional(),
});
export type PolicyTerms = z.infer<typeof policyTerms>;

export const policyRule = z
  .strictObject({ name: text.optional(), match: policyMatch.default({}), terms: policyTerms })
  .meta({ id: 'BillingPolicyRule' });
export type PolicyRule = z.infer<typeof policyRule>;

/** Rules that hold from a day on. */
export const datedRules = z.strictObject({ from: day, rules: z.array(policyRule).max(500) });
export type DatedRules = z.infer<typeof datedRules>;
