import type { IntakeOfDay } from '../../contracts/payment-intake.ts';
import type { Instant } from '../../contracts/scalars.ts';
import { dayNumber, dayOf, weekdayOf } from '../billing/days.ts';

/** Why nothing is taken of anybody: who has paid might be cut. */
export interface Suspicion {
  readonly because:
    | 'unmatched-payments'
    | 'intake-silent'
    | 'messages-refused'
    | 'provider-unreachable'
    | 'clock';
  /** For staff: what is the matter, and what to do. */
  readonly words: string;
}

/** So many days back the intake is looked at: twelve weeks of history, and four in which it may be silent. */
const daysBack = 112;
/** What is usual on a day of the week is known from so many days on. */
const leastHistory = 28;
/** So many payments that did not come are no chance: e⁻⁷ is less than one in a thousand. */
const tooMany = 7;
/** So many are enough where messages came meanwhile that could not be verified. */
const manyBesideRefused = 2;
/** A burst, of messages that were refused or of calls that were not answered. */
const burst = 3;

const dayMs = 86_400_000;

/** From which day on the intake is looked at. */
export function intakeSince(now: Instant): string {
  return dayOf(dayNumber(now.slice(0, 10)) - daysBack);
}

export interface Silence {
  /** The first whole day without a payment. */
  readonly since: string;
  /** Whole days without one; today is not over. */
  readonly days: number;
  /** As many whole days in turn it was silent before. */
  readonly longestBefore: number;
  /**
   * How many payments are usual on these days of the week, divided by how unevenly they come: one bundle of direct debits a
   * month is as much as one payment.
   */
  readonly missed: number;
}

/** How silent a provider is against its own history; undefined while that is too short, or where it is not silent. */
export function silenceOf(intake: readonly IntakeOfDay[], now: Instant): Silence | undefined {
  const counts = new Map<number, number>();
  for (const { day, payments } of intake) {
    if (payments > 0) counts.set(dayNumber(day), (counts.get(dayNumber(day)) ?? 0) + payments);
  }
  const [first, last] = [Math.min(...counts.keys()), Math.max(...counts.keys())];
  const today = dayNumber(now.slice(0, 10));
  const length = last - first + 1;
  const days = today - last - 1;
  if (counts.size === 0 || length < leastHistory || days < 1) return undefined;
  const history = Array.from({ length }, (_, i) => ({
    weekday: weekdayOf(dayOf(first + i)),
    count: counts.get(first + i) ?? 0,
  }));
  const usualOn = (weekday: number) => {
    const same = history.filter((day) => day.weekday === weekday);
    return same.reduce((sum, { count }) => sum + count, 0) / same.length;
  };
  const usual = Array.from({ length: 8 }, (_, weekday) => usualOn(weekday));
  // Pearson's estimate of how much more they vary than independent payments would.
  const spread = history.reduce((sum, { weekday, count }) => {
    const mean = usual[weekday] ?? 0;
    return mean === 0 ? sum : sum + (count - mean) ** 2 / mean;
  }, 0);
  const unevenness = Math.max(1, spread / (length - 7));
  const missed = Array.from({ length: days }, (_, i) => usual[weekdayOf(dayOf(last + 1 + i))] ?? 0);
  return {
    since: dayOf(last + 1),
    days,
    longestBefore: longestGap(history.map(({ count }) => count)),
    missed: missed.reduce((sum, mean) => sum + mean, 0) / unevenness,
  };
}

function longestGap(counts: readonly number[]): number {
  let longest = 0;
  let current = 0;
  for (const count of counts) {
    current = count === 0 ? current + 1 : 0;
    longest = Math.max(longest, current);
  }
  return longest;
}

/**
 * What keeps the payments of a provider from being told of. One that is silent longer than it ever was, for days of the week on
 * which so much is usual that it can be no chance, tells of them elsewhere, or nowhere; less will do where messages came that
 * could not be verified. One that cannot be asked takes none. One that was taken out is not missed.
 */
export function intakeSuspicion(
  intake: readonly IntakeOfDay[],
  configured: readonly string[],
  now: Instant,
): Suspicion | undefined {
  for (const provider of configured) {
    const own = intake.filter((one) => one.provider === provider);
    const found = unreachable(provider, own, now) ?? silent(provider, own, now);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Today and the day before. */
function lately(own: readonly IntakeOfDay[], now: Instant): readonly IntakeOfDay[] {
  const yesterday = dayOf(dayNumber(now.slice(0, 10)) - 1);
  return own.filter(({ day }) => day >= yesterday);
}

function latest(instants: readonly (Instant | undefined)[]): Instant {
  return instants.reduce<Instant>((last, at = '') => (at > last ? at : last), '');
}

/** Nobody could pay with it since it was asked last. */
function unreachable(provider: string, own: readonly IntakeOfDay[], now: Instant): Suspicion | undefined {
  const recent = lately(own, now);
  const failed = recent.reduce((sum, { unanswered = 0 }) => sum + unanswered, 0);
  const failedAt = latest(recent.map(({ unansweredAt }) => unansweredAt));
  const answeredAt = latest(recent.map((one) => one.answeredAt));
  const isOver = failedAt <= answeredAt || Date.parse(now) - Date.parse(failedAt) > dayMs;
  if (failed < burst || isOver) return undefined;
  return {
    because: 'provider-unreachable',
    words: `${provider} did not answer ${failed} times since ${answeredAt === '' ? 'yesterday' : inWords(answeredAt)}, so who wants to pay with it cannot and nobody is reminded or suspended: it goes on by itself once it answers, or a day after it was asked last.`,
  };
}

function silent(provider: string, own: readonly IntakeOfDay[], now: Instant): Suspicion | undefined {
  const silence = silenceOf(own, now);
  if (silence === undefined) return undefined;
  const { since, days, longestBefore, missed } = silence;
  const recent = lately(own, now);
  const refused = recent.reduce((sum, { refused: count = 0 }) => sum + count, 0);
  const isHeard = recent.some(({ heardAt }) => heardAt !== undefined);
  if (refused >= burst && !isHeard && missed >= manyBesideRefused) {
    return {
      because: 'messages-refused',
      words: `${provider} told of no payment since ${since}, and ${refused} messages in its name could not be verified: see that the secret here is that of its webhook and that this clock is right, or override it. Nobody is reminded or suspended meanwhile.`,
    };
  }
  if (missed < tooMany || days <= longestBefore) return undefined;
  return {
    because: 'intake-silent',
    words: `${provider} told of no payment since ${since}: ${days} whole days, of which ${Math.round(missed)} payments are usual by its own days of the week, so that it is no chance, and longer than it ever was silent (${longestBefore}). Nobody is reminded or suspended: see that its messages arrive, or override it.`,
  };
}

function inWords(at: Instant): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}

/** So long may pass between two runs. */
const longestGapMs = 26 * 3_600_000;
/** So long payments that waited elsewhere are let in before the clock of a provider is proof enough. */
const settlingMs = 6 * 3_600_000;

/** What is known of the clock. */
export interface ClockFacts {
  /** When the last run ended of which the clock was not in doubt, in milliseconds; 0 before the first. */
  readonly lastRunAt: number;
  /** When a run first doubted it; 0 where none did. */
  readonly doubtedAt: number;
  /** When the clock of a provider last agreed with this one; 0 where none did. */
  readonly agreedAt: number;
}

/**
 * The clock, or the runs, stood still or leapt. That stands until the clock is back near the last run that was in no doubt,
 * until that of a provider agrees with it after payments had time to come in, or until staff have looked.
 */
export function clockSuspicion(
  { lastRunAt, doubtedAt, agreedAt }: ClockFacts,
  now: Instant,
): Suspicion | undefined {
  const at = Date.parse(now);
  const gap = at - lastRunAt;
  if (lastRunAt === 0 || gap <= longestGapMs) return undefined;
  const isProven =
    doubtedAt > lastRunAt && agreedAt >= doubtedAt + settlingMs && at - agreedAt <= longestGapMs;
  if (isProven) return undefined;
  return {
    because: 'clock',
    words: `The clock says ${inWords(now)}, ${Math.floor(gap / 3_600_000)} hours after the last run: either it leapt, or no run took place and payments of that time may still come in. Nobody is reminded or suspended: see that the clock is right and that payments have come in, then override it. It goes on by itself once the clock is back, or once a provider tells of a payment at the same time of its own clock, six hours after the first doubt.`,
  };
}
