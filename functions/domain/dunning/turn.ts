import type { DatedDunning } from '../../contracts/dunning.ts';
import type { Day, Instant } from '../../contracts/scalars.ts';
import { dayNumber } from '../billing/days.ts';
import { localDay, localTime } from '../billing/local-day.ts';
import { never } from './next-step.ts';

/** When everybody was last looked at, and what has changed since. */
export interface Turn {
  readonly now: Instant;
  /** When the last run began that looked at everybody whose turn it was; undefined before the first one. */
  readonly sweptAt: Instant | undefined;
  readonly policySetAt: Instant | undefined;
  readonly hours: DatedDunning['hours'];
}

/** Whether all of them are looked at: at first, under a new policy, and once a day for whom a run left for another day. */
export function isEverybodysTurn(turn: Turn): boolean {
  const { now, sweptAt } = turn;
  return sweptAt === undefined || now.slice(0, 10) !== sweptAt.slice(0, 10) || isPolicyNew(turn);
}

/**
 * Up to which day those are looked at before whose day nothing is due (`nothingBefore`): all who are watched at first,
 * under a new policy, and once a week, so that no day that was foreseen wrongly keeps anybody from a step for long.
 */
export function dueUpTo(turn: Turn): Day {
  const { now, sweptAt } = turn;
  const isForAll = sweptAt === undefined || weekOf(now) !== weekOf(sweptAt) || isPolicyNew(turn);
  return isForAll ? never : localDay(now, earliestZone);
}

/** Whether the policy was set after the last run had begun. */
function isPolicyNew({ sweptAt = '', policySetAt }: Turn): boolean {
  return policySetAt !== undefined && policySetAt >= sweptAt;
}

/** Weeks begin on Monday (UTC). */
function weekOf(at: Instant): number {
  return Math.floor((dayNumber(at.slice(0, 10)) + 3) / 7);
}

/** Where a calendar day begins first. */
const earliestZone = 'Pacific/Kiritimati';

/**
 * Whether something may be due for a subscriber that was not when all were last looked at: the calendar day has begun
 * there since, or the hours of the policy have, or something was done about the debt. Of whom a step has taken something is
 * looked at each time: what could not be taken or given back is tried again.
 */
export function isTurnOf(
  {
    timeZone,
    changedAt,
    isCut,
  }: { readonly timeZone: string; readonly changedAt: Instant; readonly isCut: boolean },
  turn: Turn,
): boolean {
  const { now, sweptAt, hours } = turn;
  if (sweptAt === undefined || isEverybodysTurn(turn) || isCut || changedAt >= sweptAt) return true;
  if (localDay(sweptAt, timeZone) !== localDay(now, timeZone)) return true;
  return (
    hours !== undefined && localTime(sweptAt, timeZone) < hours.from && localTime(now, timeZone) >= hours.from
  );
}
