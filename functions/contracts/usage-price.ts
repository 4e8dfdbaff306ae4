import * as z from 'zod';
import { money, moneyWire } from './scalars.ts';

const gigabytes = z.number().min(0).max(1_000_000);

function usagePricesOf<M extends z.ZodType>(amount: M) {
  return z.strictObject({
    counts: z.enum(['both', 'download', 'upload']).default('both').meta({
      description: 'Which direction is charged, seen from the subscriber.',
    }),
    includedGigabytes: gigabytes.default(0).meta({
      description:
        'Of 10⁹ octets, within a whole calendar month of the subscriber; a part of one has its part.',
    }),
    tiers: z
      .array(
        z.strictObject({
          upToGigabytes: gigabytes.optional().meta({
            description: 'Beyond what is included; the last tier has none and goes on for ever.',
          }),
          perGigabyte: amount,
        }),
      )
      .min(1)
      .max(10)
      .refine(
        (tiers) =>
          tiers.every(({ upToGigabytes }, i) =>
            i === tiers.length - 1
              ? upToGigabytes === undefined
              : upToGigabytes !== undefined && upToGigabytes > (tiers[i - 1]?.upToGigabytes ?? 0),
          ),
        'must rise, and the last one must have no end',
      ),
    most: amount.optional().meta({ description: 'No month costs more than that.' }),
  });
}

/** What usage costs: each tier’s volume at its own price, rated once a calendar month of the subscriber. */
export const usagePrices = usagePricesOf(money);
export type UsagePrices = z.infer<typeof usagePrices>;

export const usagePricesWire = usagePricesOf(moneyWire).meta({ id: 'UsagePrices' });
export type UsagePricesWire = z.infer<typeof usagePricesWire>;

/** What of a volume fell into one tier, and what it costs. */
export const ratedTier = z.strictObject({
  octets: z.int().min(0),
  perGigabyte: money,
  minor: z.int().min(0),
});
export type RatedTier = z.infer<typeof ratedTier>;
