import type { DatedRules, PolicyMatch, PolicyRule, PolicyTerms } from '../../contracts/billing-policy.ts';
import type { BillingProfile } from '../../contracts/billing-profile.ts';
import type { BillingPolicySet } from '../../contracts/events/billing-policy-set.ts';
import type { Day, Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { isSame } from '../details.ts';
import { done, type Result, refuse } from '../result.ts';
import { type BillingTerms, categoryOn, type DatedProfile, profileOn } from './billing-terms.ts';
import { type DayNumber, dayNumber } from './days.ts';
import type { ServiceTimeline } from './timeline.ts';

/** The one policy of the deployment: all rules that were ever in force, or will be, by their days. */
export interface BillingPolicy {
  readonly versions: readonly DatedRules[];
  readonly setAt: Instant;
}

/** There is one policy. */
export const billingPolicyId = `bpo_${'0'.repeat(26)}`;

export const billingPolicyAggregate: Aggregate<BillingPolicy, BillingPolicySet> = {
  type: 'billing-policy',
  evolve: (policy, { data }, at) => ({
    // What was to come into force on that day or later is replaced.
    versions: [...(policy?.versions ?? []).filter(({ from }) => from < data.from), data],
    setAt: at,
  }),
};

/** Sets the rules from a day on that has begun nowhere: what was billed by the former ones stays. */
export function setPolicy(rules: DatedRules, today: Day): Result<readonly BillingPolicySet[]> {
  if (rules.from <= today) {
    return refuse(
      'billing-policy.day-begun',
      `${rules.from} has begun, and days that were billed stay as they were; name a day after ${today}.`,
      '/from',
    );
  }
  return done([{ type: 'billing-policy.set', data: rules }]);
}

/** What a rule is matched with. */
export interface PolicySubject {
  readonly planId: string;
  readonly siteId: string;
  readonly category?: string | undefined;
  readonly region?: string | undefined;
}

/** Weights by which the more specific of two rules is found: the number of criteria, then plan, site, category, region. */
const weights: Readonly<Record<keyof PolicyMatch, number>> = {
  planId: 1_000 + 8,
  siteId: 1_000 + 4,
  category: 1_000 + 2,
  region: 1_000 + 1,
};

function weightOf({ match }: PolicyRule): number {
  return (Object.keys(match) as (keyof PolicyMatch)[]).reduce((sum, key) => sum + weights[key], 0);
}

function fits({ match }: PolicyRule, subject: PolicySubject): boolean {
  const folded = (text: string | undefined) => text?.trim().toLowerCase();
  return (Object.keys(match) as (keyof PolicyMatch)[]).every(
    (key) => match[key] === undefined || folded(match[key]) === folded(subject[key]),
  );
}

/** What the rules say for a subject: each term by the most specific rule that has it, and of equals by the first. */
export function termsFor(rules: readonly PolicyRule[], subject: PolicySubject): PolicyTerms {
  const fitting = rules.filter((rule) => fits(rule, subject)).toSorted((a, b) => weightOf(b) - weightOf(a));
  const terms: Record<string, unknown> = {};
  for (const rule of fitting) {
    for (const [name, value] of Object.entries(rule.terms)) {
      if (value !== undefined) terms[name] ??= value;
    }
  }
  return terms as PolicyTerms;
}

/**
 * How one service is billed when: the subscriber's profiles, and where these are hybrid what the policy says for the
 * service as it was on that day. A change of profile, policy, plan, address or category counts from its day on.
 */
export function profilesOf(
  { profiles, categories }: BillingTerms,
  policy: readonly DatedRules[],
  { standings }: ServiceTimeline,
): readonly DatedProfile[] {
  if (policy.length === 0 || profiles.every(({ profile }) => profile.model !== 'hybrid')) return profiles;
  const versions = policy.map(({ from, rules }) => ({ from: dayNumber(from), rules }));
  const days = new Map<DayNumber, string>([[Number.NEGATIVE_INFINITY, profiles[0]?.event ?? '']]);
  for (const { from, events } of standings) days.set(from, events[0] ?? '');
  for (const { from, event } of categories) days.set(from, event);
  for (const { from } of versions) days.set(from, billingPolicyId);
  for (const { from, event } of profiles) days.set(from, event);
  const resolved: DatedProfile[] = [];
  for (const [from, event] of [...days].toSorted(([a], [b]) => a - b)) {
    const profile = profileOn(profiles, from);
    const rules = versions.findLast((version) => version.from <= from)?.rules ?? [];
    const standing = standings.findLast((known) => known.from <= from) ?? standings[0];
    const made: BillingProfile =
      profile.model === 'hybrid' && standing !== undefined
        ? {
            ...profile,
            ...withModel(
              termsFor(rules, {
                planId: standing.plan.planId,
                siteId: standing.siteId,
                region: standing.place.region,
                category: categoryOn(categories, from),
              }),
            ),
          }
        : profile;
    if (!isSame(resolved.at(-1)?.profile, made)) resolved.push({ from, profile: made, event });
  }
  return resolved;
}

/** Without a rule a service is billed by its own cycle. */
function withModel({ model = 'cycle', ...terms }: PolicyTerms): Partial<BillingProfile> {
  const given = Object.entries(terms).filter(([, value]) => value !== undefined);
  return { model, ...(Object.fromEntries(given) as Partial<BillingProfile>) };
}
