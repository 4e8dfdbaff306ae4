import { couponTerms } from '../coupon.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** A coupon can be redeemed. */
export const couponCreated = defineEvent('coupon.created', couponTerms);
export type CouponCreated = EventOf<typeof couponCreated>;
