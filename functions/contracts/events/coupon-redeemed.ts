import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** A service got what the coupon gives. */
export const couponRedeemed = defineEvent(
  'coupon.redeemed',
  z.strictObject({ serviceId: id, subscriberId: id }),
);
export type CouponRedeemed = EventOf<typeof couponRedeemed>;
