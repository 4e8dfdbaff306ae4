import * as z from 'zod';
import { discountOff, discountRank, discountSpan } from './discount.ts';
import { day, id } from './scalars.ts';

/** What a subscriber says or types to get a discount; upper and lower case are one. */
export const couponCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9][A-Z0-9-]{2,39}$/, 'must be 3 to 40 letters, digits and hyphens')
  .meta({ id: 'CouponCode', example: 'SPRING-26' });

/** What a coupon gives, to whom, and how often. */
export const couponTerms = z.strictObject({
  code: couponCode,
  name: z.string().trim().min(1).max(200),
  off: discountOff.optional(),
  appliesTo: z.enum(['plan', 'service']),
  lasts: discountSpan,
  rank: discountRank,
  /** The plan's set-up fee is not charged when the coupon comes with the sale. */
  waivesSetupFee: z.boolean(),
  /** First and last day on which it is taken, in the subscriber's zone. */
  validFrom: day.optional(),
  validThrough: day.optional(),
  /** Plans with which it is taken; any if left out. */
  plans: z.array(id).min(1).max(100).optional(),
  maxRedemptions: z.int().min(1).optional(),
  /** Whether one subscriber may use it once only. */
  oncePerSubscriber: z.boolean(),
});
export type CouponTerms = z.infer<typeof couponTerms>;
