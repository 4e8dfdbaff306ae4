import type { Day, Instant } from '../../contracts/scalars.ts';
import {
  type CountedSession,
  earlier,
  later,
  noVolume,
  type Volume,
  volumesBetween,
} from './session-usage.ts';

/** What one session moved on one day of the subscriber. */
export interface UsageRecord extends Volume {
  readonly day: Day;
  readonly heardAt: string;
  readonly sessionId: string;
  /** The part of the session that lies within the day, as far as it was told. */
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * One record for each day on which the session was up. The days follow one another, and `borders` are their beginnings
 * and the end of the last one.
 */
export function usageRecordsOf(
  { heardAt, sessionId, days: told }: CountedSession,
  days: readonly Day[],
  borders: readonly Instant[],
): readonly UsageRecord[] {
  const startedAt = told.map((one) => one.startedAt).reduce(earlier);
  const lastAt = told.map(({ last }) => last.at).reduce(later);
  const volumes = volumesBetween(told, borders);
  return days.flatMap((day, i) => {
    const begin = borders[i] ?? '';
    const end = borders[i + 1] ?? '';
    if (startedAt >= end || lastAt < begin) return [];
    const from = later(startedAt, begin);
    const to = earlier(lastAt, end);
    return [{ day, heardAt, sessionId, from, to, ...(volumes[i] ?? noVolume) }];
  });
}

/** Where a record stands among those of its service: by day, then node, then session. It is the list's cursor too. */
export function placeOf({ day, heardAt, sessionId }: UsageRecord): string {
  return `${day}#${heardAt}#${sessionId}`;
}
