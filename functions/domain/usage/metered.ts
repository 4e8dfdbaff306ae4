import type { Instant } from '../../contracts/scalars.ts';
import type { Span } from '../policy/time-bands.ts';
import { noVolume, type SessionDay, totalOf, volumesBetween } from './session-usage.ts';

/** Octets that a session moved within a span and outside of the hours that are free: what lies across their borders is split by time. */
export function meteredOctets(
  days: readonly SessionDay[],
  [begin, end]: Span,
  free: readonly Span[],
): number {
  const within = free.filter(([from, to]) => from < end && to > begin);
  const borders = [
    ...new Set([begin, ...within.flat().filter((at) => at > begin && at < end), end]),
  ].toSorted();
  const isFree = (from: Instant) => within.some((span) => span[0] <= from && from < span[1]);
  return volumesBetween(days, borders).reduce(
    (sum, volume, i) => sum + (isFree(borders[i] ?? begin) ? 0 : totalOf(volume ?? noVolume)),
    0,
  );
}
