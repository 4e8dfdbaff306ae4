import type { CouponView } from '../contracts/http/coupons.ts';
import type { Coupon } from '../domain/catalog/coupon.ts';
import type { Stored } from '../ports/store.ts';
import { showDiscountOff } from './discount-off.ts';

/** A coupon as the API shows it. */
export function showCoupon({ id, state, updatedAt }: Stored<Coupon>): CouponView {
  const { off, ...rest } = state;
  return { id, ...rest, ...(off === undefined ? {} : { off: showDiscountOff(off) }), updatedAt };
}
