import * as z from 'zod';
import { couponTerms } from '../coupon.ts';
import { discountRank, discountSpan } from '../discount.ts';
import { discountOffWire } from '../discount-wire.ts';
import { pageOf, pageQuery } from '../page.ts';
import { defineRoute } from '../route.ts';
import { id, instant } from '../scalars.ts';

const tag = 'Coupons';
const params = z.object({ id });

/** A coupon as the API shows it. */
export const couponView = couponTerms
  .extend({
    id,
    off: discountOffWire.optional(),
    status: z.enum(['offered', 'retired']),
    redeemed: z.int().meta({ description: 'How often it was redeemed.' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Coupon' });
export type CouponView = z.infer<typeof couponView>;

export const createCoupon = defineRoute({
  method: 'POST',
  path: '/coupons',
  permission: 'catalog:write',
  summary: 'Put out a coupon: a code that gives a discount or waives the set-up fee',
  tag,
  body: couponTerms
    .extend({
      off: discountOffWire.optional(),
      appliesTo: couponTerms.shape.appliesTo.default('plan'),
      lasts: discountSpan.default('forever'),
      rank: discountRank.default(100),
      waivesSetupFee: z.boolean().default(false),
      oncePerSubscriber: z.boolean().default(true),
    })
    .meta({ id: 'NewCoupon' }),
  answer: { status: 201, body: couponView },
  refusals: [
    'coupon.code-taken',
    'coupon.gives-nothing',
    'coupon.never-valid',
    'discount.not-positive',
    'money.too-large',
    'money.too-precise',
  ],
  versioned: true,
});

export const listCoupons = defineRoute({
  method: 'GET',
  path: '/coupons',
  permission: 'catalog:read',
  summary: 'List coupons, retired ones too',
  tag,
  query: pageQuery,
  answer: { status: 200, body: pageOf(couponView) },
});

export const getCoupon = defineRoute({
  method: 'GET',
  path: '/coupons/{id}',
  permission: 'catalog:read',
  summary: 'Read a coupon with how often it was redeemed',
  tag,
  params,
  answer: { status: 200, body: couponView },
  refusals: ['coupon.unknown'],
  versioned: true,
});

export const retireCoupon = defineRoute({
  method: 'POST',
  path: '/coupons/{id}/retire',
  permission: 'catalog:write',
  summary: 'Take a coupon no longer; who has it keeps what it gives',
  tag,
  params,
  answer: { status: 200, body: couponView },
  refusals: ['coupon.unknown'],
  versioned: true,
});

export const reinstateCoupon = defineRoute({
  method: 'POST',
  path: '/coupons/{id}/reinstate',
  permission: 'catalog:write',
  summary: 'Take a retired coupon again',
  tag,
  params,
  answer: { status: 200, body: couponView },
  refusals: ['coupon.unknown'],
  versioned: true,
});
