import type { BillingPeriod } from '../../contracts/catalog.ts';
import { type DayNumber, never } from './days.ts';
import { wholePrice } from './proration.ts';
import type { Segment, ServiceSlots } from './slots.ts';

/** Days `[from, to)` on which what recurs costs another sum for a full period than it would have. */
export interface RecurringChange {
  readonly period: BillingPeriod;
  readonly from: DayNumber;
  /** `never` while nothing ends it. */
  readonly to: DayNumber;
  readonly before: number;
  readonly after: number;
}

/** By how much what recurs on a service costs another sum from the day `on`, for each length of period, in their order. */
export function recurringChanges(
  before: ServiceSlots,
  after: ServiceSlots,
  on: DayNumber,
): readonly RecurringChange[] {
  const [had, gets] = [recurring(before), recurring(after)];
  const periods = [...new Set([...had, ...gets].map(({ period }) => period))];
  return periods.flatMap((period) => changesOf(inPeriod(had, period), inPeriod(gets, period), period, on));
}

const inPeriod = (segments: readonly Segment[], period: BillingPeriod) =>
  segments.filter((segment) => segment.period === period);

function recurring({ slots }: ServiceSlots): readonly Segment[] {
  return slots.filter(({ accounting }) => accounting === 'recurring').flatMap(({ segments }) => segments);
}

function changesOf(
  had: readonly Segment[],
  gets: readonly Segment[],
  period: BillingPeriod,
  on: DayNumber,
): readonly RecurringChange[] {
  const cuts = [...had, ...gets].flatMap(({ from, to }) => [from, to]).filter((day) => day > on);
  const days = [...new Set([on, ...cuts, never])].toSorted((a, b) => a - b);
  const changes: RecurringChange[] = [];
  for (let i = 1; i < days.length; i++) {
    const [from = on, to = never] = [days[i - 1], days[i]];
    const [before, after] = [costOn(had, from), costOn(gets, from)];
    const last = changes.at(-1);
    if (last?.to === from && last.before === before && last.after === after) {
      changes[changes.length - 1] = { ...last, to };
    } else if (before !== after) {
      changes.push({ period, from, to, before, after });
    }
  }
  return changes;
}

function costOn(segments: readonly Segment[], day: DayNumber): number {
  return segments.reduce(
    (sum, segment) => (segment.from <= day && day < segment.to ? sum + wholePrice(segment) : sum),
    0,
  );
}
