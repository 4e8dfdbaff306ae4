import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The coupon is taken no longer; who redeemed it keeps what it gave. */
export const couponRetired = defineEvent('coupon.retired', z.strictObject({}));
export type CouponRetired = EventOf<typeof couponRetired>;
