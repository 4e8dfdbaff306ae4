import * as z from 'zod';
import { day } from './scalars.ts';

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
  })
  .meta({ id: 'Quota' });
export type Quota = z.infer<typeof quota>;

/** What was told last of a quota's use. */
export const quotaUse = z.strictObject({
  /** The first day of the span that counts. */
  from: day,
  /** The day on which the next one begins. */
  renewsOn: day,
  octets: z.int().min(0),
});
export type QuotaUse = z.infer<typeof quotaUse>;
