import type { IntakeOfDay } from '../../contracts/payment-intake.ts';
import type { Instant } from '../../contracts/scalars.ts';
import { dayNumber, dayOf } from '../billing/days.ts';

/** Why nothing is taken of anybody: who has paid might be cut. */
export interface Suspicion {
  readonly because: 'unmatched-payments' | 'intake-silent' | 'clock';
  /** For staff: what is the matter, and what to do. */
  readonly words: string;
}

/** So many days before the silence say what is usual. */
const usualDays = 14;
/** So many whole days without a payment are a silence, beside today. */
const silentDays = 2;
/** A provider that is not heard of on each of these days, with so many payments a day at least, is one that may fall silent. */
const usualPerDay = 3;

/** From which day on the intake is looked at. */
export function intakeSince(now: Instant): string {
  return dayOf(dayNumber(now.slice(0, 10)) - silentDays - usualDays);
}

/**
 * A provider that tells of payments every day, and has told of none for two days and today: its messages do not arrive. One
 * that was taken out is not missed.
 */
export function silentProvider(
  intake: readonly IntakeOfDay[],
  configured: readonly string[],
  now: Instant,
): Suspicion | undefined {
  const today = dayNumber(now.slice(0, 10));
  const silentFrom = dayOf(today - silentDays);
  for (const provider of configured) {
    const own = intake.filter((one) => one.provider === provider);
    const usual = own.filter(({ day, payments }) => day < silentFrom && payments >= usualPerDay);
    const isHeard = own.some(({ day, payments }) => day >= silentFrom && payments > 0);
    if (usual.length >= usualDays && !isHeard) {
      return {
        because: 'intake-silent',
        words: `${provider} told of payments every day and of none since ${silentFrom}, so nobody is reminded or suspended: see that its messages arrive, or override it.`,
      };
    }
  }
  return undefined;
}

/** So long may pass between two runs; after more, payments that waited elsewhere are let in first. */
const longestGapMs = 26 * 3_600_000;

/** The clock, or the runs, stood still or leapt: this run takes no step, the next one does. */
export function clockSuspicion(lastRunAt: number, now: Instant): Suspicion | undefined {
  const gap = Date.parse(now) - lastRunAt;
  if (lastRunAt === 0 || gap <= longestGapMs) return undefined;
  const hours = Math.floor(gap / 3_600_000);
  return {
    because: 'clock',
    words: `The last run was ${hours} hours ago, so this one takes no step: payments that waited meanwhile come first.`,
  };
}
