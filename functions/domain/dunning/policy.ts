import type { DatedDunning } from '../../contracts/dunning.ts';
import type { DunningPolicySet } from '../../contracts/events/dunning-policy-set.ts';
import type { DunningPolicyStopOverridden } from '../../contracts/events/dunning-policy-stop-overridden.ts';
import type { Day, Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { done, type Result, refuse } from '../result.ts';

/** The one dunning policy of the deployment: all rules that were ever in force, or will be, by their days. */
export interface DunningPolicy {
  readonly versions: readonly DatedDunning[];
  readonly setAt: Instant;
  /** Until then steps are taken whatever seems suspect. */
  readonly override?: { readonly until: Instant; readonly reason: string };
}

/** There is one policy. */
export const dunningPolicyId = `dpo_${'0'.repeat(26)}`;

export const dunningPolicyAggregate: Aggregate<
  DunningPolicy,
  DunningPolicySet | DunningPolicyStopOverridden
> = {
  type: 'dunning-policy',
  evolve(policy, event, at) {
    if (event.type === 'dunning-policy.stop-overridden') {
      return { versions: [], ...policy, setAt: at, override: event.data };
    }
    const { data } = event;
    return {
      ...policy,
      // What was to come into force on that day or later is replaced.
      versions: [...(policy?.versions ?? []).filter(({ from }) => from < data.from), data],
      setAt: at,
    };
  },
};

/** Sets the rules from a day on. Steps are reckoned from each day's own rules, so a day may be set until it is over. */
export function setDunningPolicy(wanted: DatedDunning, today: Day): Result<readonly DunningPolicySet[]> {
  return wanted.from < today
    ? refuse('dunning-policy.day-past', `${wanted.from} is over; name ${today} or a later day.`, '/from')
    : done([{ type: 'dunning-policy.set', data: wanted }]);
}

/** What is in force on a day, and what comes into force after it. */
export function versionsFrom(versions: readonly DatedDunning[], on: Day): readonly DatedDunning[] {
  const current = versionOn(versions, on);
  return versions.filter((version) => version === current || version.from > on);
}

export function versionOn(versions: readonly DatedDunning[], on: Day): DatedDunning | undefined {
  return versions.findLast(({ from }) => from <= on);
}
