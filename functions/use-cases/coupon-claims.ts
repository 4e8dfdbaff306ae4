import type { ServiceDiscount } from '../contracts/discount.ts';
import {
  type Coupon,
  couponAggregate,
  discountOf,
  type Redemption,
  redeemCoupon,
} from '../domain/catalog/coupon.ts';
import { done, type Refusal, type Result, refuse } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Change, Claim } from '../ports/store.ts';

/** A code belongs to one coupon. */
export function codeClaim(code: string): Claim {
  return { kind: 'coupon-code', value: code, pointer: '/code' };
}

/** Held by the service with which a subscriber used a coupon, for good. */
function redemptionClaim(couponId: string, subscriberId: string): Claim {
  return { kind: 'coupon-redemption', value: `${couponId}/${subscriberId}`, pointer: '/coupon' };
}

export interface Redeemed {
  readonly coupon: Coupon;
  /** None from a coupon that only waives the set-up fee. */
  readonly discount?: ServiceDiscount;
  /** What must be committed together with the service. */
  readonly change: Change;
  readonly claims: readonly Claim[];
}

/**
 * Takes a coupon for a service. The coupon counts in the same transaction in which the service gets its discount, so that
 * the last one is given once whoever asks at the same time.
 */
export async function takeCoupon(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  code: string,
  redemption: Redemption,
  context: Context,
): Promise<Result<Redeemed>> {
  const couponId = await store.holder(codeClaim(code));
  const stored = couponId === undefined ? undefined : await store.load(couponAggregate, couponId);
  if (stored === undefined) {
    return refuse('reference.coupon-unknown', `There is no coupon ${code}; name one that exists.`, '/coupon');
  }
  const { id, state: coupon } = stored;
  const taken = redeemCoupon(coupon, redemption);
  if (!taken.ok) return taken;
  const claim = redemptionClaim(id, redemption.subscriberId);
  if (coupon.oncePerSubscriber && (await store.holder(claim)) !== undefined) {
    return refuse('coupon.already-used', `This subscriber has used ${code} already.`, '/coupon');
  }
  const discount = discountOf(coupon, id, ids.next('dis'));
  return done({
    coupon,
    ...(discount === undefined ? {} : { discount }),
    change: change(couponAggregate, id, stored, taken.value, context.now),
    claims: coupon.oncePerSubscriber ? [claim] : [],
  });
}

/** A code that another coupon has is refused as such. */
export function takenCode(refusal: Refusal, code: string): Result<never> {
  return refusal.code === 'store.claim-taken'
    ? refuse('coupon.code-taken', `There is a coupon ${code} already; choose another code.`, '/code')
    : { ok: false, refusal };
}
