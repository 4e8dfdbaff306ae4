import type { QuotaUse, TopUp } from '../../contracts/quota.ts';
import type { Day } from '../../contracts/scalars.ts';
import { octetsPerGigabyte } from '../policy/access-policy.ts';

/** What was bought beside the quota for the span that begins on that day. */
export function toppedUpOctets(topUps: readonly TopUp[] = [], from: Day): number {
  return topUps.reduce(
    (sum, topUp) => (topUp.from === from ? sum + Math.round(topUp.gigabytes * octetsPerGigabyte) : sum),
    0,
  );
}

/** What counts against the quota: all that was used, less what was carried into the span or bought for it. */
export function countedOctets(
  { from, octets, carriedOctets = 0, boughtOctets = 0 }: QuotaUse,
  topUps: readonly TopUp[] | undefined,
): number {
  return Math.max(0, octets - carriedOctets - boughtOctets - toppedUpOctets(topUps, from));
}
