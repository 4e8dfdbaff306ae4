import type { CouponTerms } from '../contracts/coupon.ts';
import type { DiscountOffWire } from '../contracts/discount-wire.ts';
import { type Coupon, couponAggregate, createCoupon as decide } from '../domain/catalog/coupon.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { codeClaim, takenCode } from './coupon-claims.ts';
import { discountOff } from './discount-off.ts';
import { createOne } from './write-one.ts';

export interface CouponWish extends Omit<CouponTerms, 'off'> {
  readonly off?: DiscountOffWire | undefined;
}

/** Puts out a coupon under a code of its own. */
export async function createCoupon(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  { off: written, ...wish }: CouponWish,
  context: Context,
): Promise<Result<Stored<Coupon>>> {
  const off = written === undefined ? done(undefined) : discountOff(written);
  if (!off.ok) return off;
  const decided = decide({ ...wish, ...(off.value === undefined ? {} : { off: off.value }) });
  if (!decided.ok) return decided;
  const created = await createOne(store, couponAggregate, ids.next('cpn'), decided.value, context, {
    claims: [codeClaim(wish.code)],
  });
  return created.ok ? created : takenCode(created.refusal, wish.code);
}
