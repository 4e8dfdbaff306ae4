import * as z from 'zod';
import { day, id, money } from './scalars.ts';

const percent = z.number().gt(0).max(100).meta({ description: 'Per cent of what the earlier ones left.' });

/** How much is taken off a full period's price. */
export const discountOff = z.union([z.strictObject({ percent }), z.strictObject({ amount: money })]);
export type DiscountOff = z.infer<typeof discountOff>;

/** What it is taken off: the plan, everything that recurs on the service, or one add-on or piece of equipment. */
export const discountScope = z.union([z.enum(['plan', 'service']), z.strictObject({ itemId: id })]);
export type DiscountScope = z.infer<typeof discountScope>;

/** How long: for good, for a number of periods of what it is taken off, or up to a day (which it does not reach). */
export const discountSpan = z.union([
  z.literal('forever'),
  z.strictObject({ periods: z.int().min(1).max(120) }),
  z.strictObject({ untilOn: day }),
]);
export type DiscountSpan = z.infer<typeof discountSpan>;

/** Lower ranks come first, and of one rank the one that was granted first. */
export const discountRank = z.int().min(0).max(1000);

/** A discount on a service as it was granted. */
export const serviceDiscount = z.strictObject({
  discountId: id,
  name: z.string().min(1).max(200),
  off: discountOff,
  appliesTo: discountScope,
  lasts: discountSpan,
  rank: discountRank,
  /** First day; left out for the day on which it was granted, or the activation. */
  from: day.optional(),
  /** The coupon that brought it. */
  couponId: id.optional(),
});
export type ServiceDiscount = z.infer<typeof serviceDiscount>;
