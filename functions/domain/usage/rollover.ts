import type { Quota } from '../../contracts/quota.ts';
import { octetsPerGigabyte } from '../policy/access-policy.ts';

/**
 * What a span leaves to the next one, in octets: what its own volume up to the first step was not used for, within the
 * plan's bound. What was carried into a span comes first and does not go on.
 */
export function carriedFrom({ steps, rollover }: Quota, usedOctets: number): number {
  const [first] = steps;
  if (rollover === undefined || first === undefined) return 0;
  const left = Math.round(first.gigabytes * octetsPerGigabyte) - usedOctets;
  return Math.max(0, Math.min(left, Math.round(rollover.most * octetsPerGigabyte)));
}
