import type { CouponTerms } from '../../contracts/coupon.ts';
import type { ServiceDiscount } from '../../contracts/discount.ts';
import type { CouponCreated } from '../../contracts/events/coupon-created.ts';
import type { CouponRedeemed } from '../../contracts/events/coupon-redeemed.ts';
import type { CouponReinstated } from '../../contracts/events/coupon-reinstated.ts';
import type { CouponRetired } from '../../contracts/events/coupon-retired.ts';
import type { Day, Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { done, type Result, refuse } from '../result.ts';
import type { OfferStatus } from './plan.ts';

export type CouponEvent = CouponCreated | CouponRedeemed | CouponRetired | CouponReinstated;

/** A code that gives a discount. */
export interface Coupon extends CouponTerms {
  readonly status: OfferStatus;
  readonly redeemed: number;
  readonly createdAt: Instant;
}

/** The coupon's state as the fold of its events. */
export const couponAggregate: Aggregate<Coupon, CouponEvent> = {
  type: 'coupon',
  evolve(state, event, at) {
    if (event.type === 'coupon.created') {
      return { ...event.data, status: 'offered', redeemed: 0, createdAt: at };
    }
    if (state === undefined) throw new Error(`${event.type} on a coupon that does not exist`);
    switch (event.type) {
      case 'coupon.redeemed':
        return { ...state, redeemed: state.redeemed + 1 };
      case 'coupon.retired':
        return { ...state, status: 'retired' };
      case 'coupon.reinstated':
        return { ...state, status: 'offered' };
    }
  },
};

/** Puts a coupon out. */
export function createCoupon(terms: CouponTerms): Result<readonly CouponEvent[]> {
  const { off, waivesSetupFee, validFrom, validThrough } = terms;
  if (off === undefined && !waivesSetupFee) {
    return refuse(
      'coupon.gives-nothing',
      'Say what the coupon takes off, or let it waive the set-up fee.',
      '/off',
    );
  }
  if (off !== undefined && 'amount' in off && off.amount.minor <= 0) {
    return refuse('discount.not-positive', 'Give what is taken off as an amount above zero.', '/off/amount');
  }
  if (validFrom !== undefined && validThrough !== undefined && validThrough < validFrom) {
    return refuse(
      'coupon.never-valid',
      `A coupon cannot be valid from ${validFrom} through ${validThrough}; turn the days round.`,
      '/validThrough',
    );
  }
  return done([{ type: 'coupon.created', data: terms }]);
}

/** What a coupon is redeemed for. */
export interface Redemption {
  readonly serviceId: string;
  readonly subscriberId: string;
  readonly planId: string;
  readonly on: Day;
}

/** Takes the coupon for a service, or says why not. */
export function redeemCoupon(
  { code, status, redeemed, maxRedemptions, validFrom, validThrough, plans }: Coupon,
  { serviceId, subscriberId, planId, on }: Redemption,
): Result<readonly CouponEvent[]> {
  if (status === 'retired') return refuse('coupon.retired', `${code} is taken no longer.`, '/coupon');
  if ((validFrom !== undefined && on < validFrom) || (validThrough !== undefined && on > validThrough)) {
    const from = validFrom === undefined ? '' : ` from ${validFrom}`;
    const through = validThrough === undefined ? '' : ` through ${validThrough}`;
    return refuse('coupon.not-valid', `${code} is valid${from}${through}; today is ${on}.`, '/coupon');
  }
  if (plans !== undefined && !plans.includes(planId)) {
    return refuse('coupon.other-plan', `${code} is not for this plan; choose one of its plans.`, '/coupon');
  }
  if (maxRedemptions !== undefined && redeemed >= maxRedemptions) {
    return refuse('coupon.used-up', `${code} was redeemed ${redeemed} times and is used up.`, '/coupon');
  }
  return done([{ type: 'coupon.redeemed', data: { serviceId, subscriberId } }]);
}

/** The discount that the coupon gives; one that only waives the set-up fee gives none. */
export function discountOf(
  { name, off, appliesTo, lasts, rank }: Coupon,
  couponId: string,
  discountId: string,
): ServiceDiscount | undefined {
  return off === undefined ? undefined : { discountId, name, off, appliesTo, lasts, rank, couponId };
}

/** Takes a coupon back, or puts it out again. */
export function offerCoupon(coupon: Coupon, status: OfferStatus): readonly CouponEvent[] {
  if (coupon.status === status) return [];
  return [{ type: status === 'retired' ? 'coupon.retired' : 'coupon.reinstated', data: {} }];
}
