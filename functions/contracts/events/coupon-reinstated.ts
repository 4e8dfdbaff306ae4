import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** A retired coupon is taken again. */
export const couponReinstated = defineEvent('coupon.reinstated', z.strictObject({}));
export type CouponReinstated = EventOf<typeof couponReinstated>;
