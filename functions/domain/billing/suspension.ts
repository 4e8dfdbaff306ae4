import type { SuspensionBilling } from '../../contracts/billing-profile.ts';
import { type DatedProfile, profileOn } from './billing-terms.ts';
import { type DayNumber, never } from './days.ts';
import type { Standing } from './timeline.ts';

/** Days `[from, to)` of a standing, charged at one percentage. */
export interface RatedStanding extends Standing {
  readonly to: DayNumber;
  /** What billing charges, in per cent of the price. */
  readonly rate: number;
}

/**
 * What is charged on the days of each standing. A suspension that outlasts a change of the profile, or the longest
 * vacation, is several: one by each rule. `on` is the day as of which all this is known.
 */
export function ratedStandings(
  standings: readonly Standing[],
  profiles: readonly DatedProfile[],
  on: DayNumber,
): readonly RatedStanding[] {
  const rated: RatedStanding[] = [];
  standings.forEach((standing, i) => {
    const to = standings[i + 1]?.from ?? never;
    if (standing.state !== 'suspended') {
      rated.push({ ...standing, to, rate: standing.state === 'active' ? 100 : 0 });
      return;
    }
    const end = endOfSuspension(standings, i, on);
    let from = standing.from;
    let events = standing.events;
    for (const { day, event } of cutsIn(standing, to, profiles)) {
      rated.push({ ...standing, from, events, to: day, rate: rateOn(standing, from, end, profiles) });
      from = day;
      events = [event];
    }
    rated.push({ ...standing, from, events, to, rate: rateOn(standing, from, end, profiles) });
  });
  return rated;
}

/** Days within a suspension on which another rule begins to hold. */
function cutsIn(
  standing: Standing,
  to: DayNumber,
  profiles: readonly DatedProfile[],
): readonly { readonly day: DayNumber; readonly event: string }[] {
  const cuts = profiles.map(({ from, event }) => ({ day: from, event }));
  for (const { profile } of profiles) {
    const longest = standing.reason === 'requested' ? profile.vacation?.maximumDays : undefined;
    if (longest !== undefined) cuts.push({ day: standing.stateFrom + longest, event: standing.stateEvent });
  }
  return cuts
    .filter(({ day }) => standing.from < day && day < to)
    .toSorted((a, b) => a.day - b.day)
    .filter(({ day }, i, all) => day !== all[i - 1]?.day);
}

/** The day on which the suspension ended, or is planned to end as long as that day is ahead. */
function endOfSuspension(standings: readonly Standing[], i: number, on: DayNumber): DayNumber {
  const { stateEvent, until } = standings[i] as Standing;
  const next = standings.slice(i + 1).find((later) => later.stateEvent !== stateEvent);
  return next?.from ?? (until !== undefined && until > on ? until : never);
}

/** A percentage of the price. A reason without a rule goes on being charged. */
export function percentOf(rule: SuspensionBilling = 'continue'): number {
  return rule === 'stop' ? 0 : rule === 'continue' ? 100 : rule;
}

function rateOn(
  { reason, stateFrom }: Standing,
  day: DayNumber,
  end: DayNumber,
  profiles: readonly DatedProfile[],
): number {
  if (reason === undefined) return 100;
  const { suspension, vacation } = profileOn(profiles, day);
  const rate = percentOf(suspension[reason]);
  if (reason !== 'requested' || vacation === undefined) return rate;
  const { minimumDays, maximumDays = never } = vacation;
  return end - stateFrom < minimumDays || day >= stateFrom + maximumDays ? 100 : rate;
}
