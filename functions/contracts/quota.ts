import * as z from 'zod';
import { day, id, money, moneyWire } from './scalars.ts';

export const rate = z.strictObject({
  downKbps: z.int().min(1).max(400_000_000),
  upKbps: z.int().min(1).max(400_000_000),
});

/** From that volume on, up and down together, the service has this rate, or is exhausted. */
export const quotaStep = z.strictObject({
  /** Of 10⁹ octets. */
  gigabytes: z.number().min(0.001).max(1_000_000),
  becomes: z.union([z.literal('exhausted'), rate]),
});

/** What follows when a service has moved much within a calendar day or month of its subscriber: tiers, the lowest first. */
export const quota = z
  .strictObject({
    per: z.enum(['day', 'month']),
    steps: z
      .array(quotaStep)
      .min(1)
      .max(5)
      .refine(
        (steps) => steps.every(({ gigabytes }, i) => i === 0 || gigabytes > (steps[i - 1]?.gigabytes ?? 0)),
        'must rise: give each step more gigabytes than the one before',
      ),
    sharedAs: z.string().trim().min(1).max(60).optional().meta({
      description:
        'All services of a subscriber whose plans share a quota by this name draw on one: each is judged by what all of them have used.',
    }),
    rollover: z
      .strictObject({
        most: z.number().min(0.001).max(1_000_000).meta({ description: 'No more gigabytes go on.' }),
      })
      .optional()
      .meta({
        description:
          'What is left below the first step goes on into the next day or month, and ends with it. A day or month in which the service began leaves nothing.',
      }),
  })
  .meta({ id: 'Quota' });
export type Quota = z.infer<typeof quota>;

/** Volume that may be bought beside a quota, for the span in which it is bought. */
const topUpOfferOf = <M extends z.ZodType>(price: M) =>
  z.strictObject({ gigabytes: z.number().min(0.001).max(1_000_000), price });
export const topUpOffer = topUpOfferOf(money);
export type TopUpOffer = z.infer<typeof topUpOffer>;
export const topUpOfferWire = topUpOfferOf(moneyWire).meta({ id: 'TopUpOffer' });

/** Volume that was bought: it counts until the span ends, and is charged once. */
export const topUp = z.strictObject({
  topUpId: id,
  gigabytes: z.number(),
  price: money,
  plan: z.string(),
  /** The first day of the span for which it is. */
  from: day,
});
export type TopUp = z.infer<typeof topUp>;

/** What was told last of a quota's use. */
export const quotaUse = z.strictObject({
  /** The first day of the span that counts. */
  from: day,
  /** The day on which the next one begins. */
  renewsOn: day,
  octets: z.int().min(0),
  /** Of them what was left of the span before covers; left out where nothing was. */
  carriedOctets: z.int().min(1).optional(),
  /** Of them what was bought on other services that share the quota covers; left out where nothing was. */
  boughtOctets: z.int().min(1).optional(),
});
export type QuotaUse = z.infer<typeof quotaUse>;
