import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UsagePrices } from '../../../functions/contracts/usage-price.ts';
import { chargedOctets, rateVolume } from '../../../functions/domain/usage/rate-volume.ts';

const usd = (minor: number) => ({ minor, currency: 'USD' });
const prices: UsagePrices = {
  counts: 'both',
  includedGigabytes: 10,
  tiers: [
    { upToGigabytes: 50, perGigabyte: usd(20) },
    { upToGigabytes: 100, perGigabyte: usd(10) },
    { perGigabyte: usd(5) },
  ],
};
const whole = { days: 30, of: 30 };
const gigabytes = (number: number) => Math.round(number * 1e9);

describe('a volume', () => {
  it.each([
    [0, 0],
    [10, 0],
    [11, 20],
    [60, 1_000],
    [110, 1_500],
    [130, 1_600],
    [10.025, 1],
    [10.024, 0],
  ])('of %d GB comes to %d', (volume, minor) => {
    expect(rateVolume(gigabytes(volume), prices, whole)).toMatchObject({ minor });
  });

  it('costs no more than the most of the plan', () => {
    const bounded = { ...prices, most: usd(1_200) };
    expect(rateVolume(gigabytes(500), bounded, whole).minor).toBe(1_200);
    expect(rateVolume(gigabytes(60), bounded, whole).minor).toBe(1_000);
  });

  it('of a part of a month has that part of what is included, and of each tier', () => {
    expect(rateVolume(gigabytes(35), prices, { days: 15, of: 30 })).toMatchObject({
      includedOctets: gigabytes(5),
      tiers: [
        { octets: gigabytes(25), minor: 500 },
        { octets: gigabytes(5), minor: 50 },
      ],
      minor: 550,
    });
  });

  it('counts the direction that the plan says', () => {
    const volume = { uploadOctets: 3, downloadOctets: 8 };
    expect(['both', 'download', 'upload'].map((way) => chargedOctets(volume, way as 'both'))).toEqual([
      11, 8, 3,
    ]);
  });

  it('is rated whole, whatever it is: its parts sum to it, and more never costs less', () => {
    fc.assert(
      fc.property(
        fc.nat(2_000_000_000_000),
        fc.nat(1_000_000_000_000),
        fc.integer({ min: 1, max: 31 }),
        (octets, more, days) => {
          const part = { days, of: 31 };
          const rated = rateVolume(octets, prices, part);
          const sum = rated.tiers.reduce((all, tier) => all + tier.octets, rated.includedOctets);
          expect(sum).toBe(octets);
          expect(rated.tiers.reduce((all, { minor }) => all + minor, 0)).toBe(rated.minor);
          expect(rateVolume(octets + more, prices, part).minor).toBeGreaterThanOrEqual(rated.minor);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
