import type { Money } from '../../contracts/scalars.ts';
import type { RatedTier, UsagePrices } from '../../contracts/usage-price.ts';
import { prorate } from '../money.ts';
import type { Volume } from './session-usage.ts';

const octetsPerGigabyte = 1_000_000_000;

export interface RatedVolume {
  readonly octets: number;
  readonly includedOctets: number;
  readonly tiers: readonly RatedTier[];
  readonly minor: number;
}

/** The octets of the direction that is charged. */
export function chargedOctets(volume: Volume, counts: UsagePrices['counts']): number {
  const { uploadOctets, downloadOctets } = volume;
  if (counts === 'download') return downloadOctets;
  return counts === 'upload' ? uploadOctets : uploadOctets + downloadOctets;
}

/** A bound in gigabytes as octets, of a whole month or of `days` of its `of`. */
function octetsIn(gigabytes: number, { days, of }: MonthPart): number {
  return Math.round((gigabytes * octetsPerGigabyte * days) / of);
}

/** The part of a calendar month that is rated. */
export interface MonthPart {
  readonly days: number;
  readonly of: number;
}

/**
 * Rates a volume: what is included first, then each tier's share at its price. Of a part of a month the bounds are that
 * part. Each tier is rounded half up once, so that the tiers sum to what is charged.
 */
export function rateVolume(octets: number, prices: UsagePrices, part: MonthPart): RatedVolume {
  const included = Math.min(octets, octetsIn(prices.includedGigabytes, part));
  let rest = octets - included;
  let below = 0;
  const tiers: RatedTier[] = [];
  for (const { upToGigabytes, perGigabyte } of prices.tiers) {
    const upTo = upToGigabytes === undefined ? undefined : octetsIn(upToGigabytes, part);
    const inTier = upTo === undefined ? rest : Math.min(rest, upTo - below);
    below = upTo ?? below;
    rest -= inTier;
    if (inTier > 0) tiers.push({ octets: inTier, perGigabyte, minor: priceOf(inTier, perGigabyte) });
  }
  const sum = tiers.reduce((total, { minor }) => total + minor, 0);
  const most = prices.most === undefined ? sum : Math.min(sum, prices.most.minor);
  return { octets, includedOctets: included, tiers, minor: most };
}

function priceOf(octets: number, { minor }: Money): number {
  return prorate(minor, BigInt(octets), BigInt(octetsPerGigabyte));
}
