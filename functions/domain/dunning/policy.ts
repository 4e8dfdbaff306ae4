import type { DatedDunning, DunningRule } from '../../contracts/dunning.ts';
import type { DunningPolicySet } from '../../contracts/events/dunning-policy-set.ts';
import type { Day, Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { done, type Result, refuse } from '../result.ts';

/** The one dunning policy of the deployment: all rules that were ever in force, or will be, by their days. */
export interface DunningPolicy {
  readonly versions: readonly DatedDunning[];
  readonly setAt: Instant;
}

/** There is one policy. */
export const dunningPolicyId = `dpo_${'0'.repeat(26)}`;

export const dunningPolicyAggregate: Aggregate<DunningPolicy, DunningPolicySet> = {
  type: 'dunning-policy',
  evolve: (policy, { data }, at) => ({
    // What was to come into force on that day or later is replaced.
    versions: [...(policy?.versions ?? []).filter(({ from }) => from < data.from), data],
    setAt: at,
  }),
};

/** Sets the rules from a day on. Steps are reckoned from each day's own rules, so a day may be set until it is over. */
export function setDunningPolicy(wanted: DatedDunning, today: Day): Result<readonly DunningPolicySet[]> {
  return wanted.from < today
    ? refuse('dunning-policy.day-past', `${wanted.from} is over; name ${today} or a later day.`, '/from')
    : done([{ type: 'dunning-policy.set', data: wanted }]);
}

export function versionOn(versions: readonly DatedDunning[], on: Day): DatedDunning | undefined {
  return versions.findLast(({ from }) => from <= on);
}

/** The rule for a category: its own before the one for all, and of equals the first. */
export function ruleFor(
  rules: readonly DunningRule[],
  category: string | undefined,
): DunningRule | undefined {
  const folded = (text: string | undefined) => text?.toLowerCase();
  const wanted = folded(category);
  return (
    (wanted === undefined ? undefined : rules.find((rule) => folded(rule.category) === wanted)) ??
    rules.find((rule) => rule.category === undefined)
  );
}
