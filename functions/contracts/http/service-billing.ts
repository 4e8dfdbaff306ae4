import * as z from 'zod';
import { billingPeriod } from '../catalog.ts';
import { couponCode } from '../coupon.ts';
import { discountRank, discountScope, discountSpan } from '../discount.ts';
import { discountOffWire } from '../discount-wire.ts';
import { chargeSilence } from '../invoice.ts';
import { costCentre } from '../organization.ts';
import { defineRoute } from '../route.ts';
import { day, id, moneyWire } from '../scalars.ts';
import { taxServiceRefusals } from '../tax-service.ts';
import { previewedLine } from './command-preview.ts';
import { explainedEvent } from './invoices.ts';
import { anyInstant } from './outages.ts';
import { serviceView } from './services.ts';

/** What changes the charges of a service and nothing on the network. */
const tag = 'Services';
const params = z.object({ id });
const answer = { status: 200, body: serviceView } as const;
const over = ['service.terminated', 'service.terminating', 'service.unknown'];

const from = z
  .union([z.enum(['now', 'next-period']), z.strictObject({ on: day })])
  .default('now')
  .meta({ description: 'From which day it counts; in mid-period the rest of the period is charged anew.' });
const discountRefusals = [
  'discount.currency-differs',
  'discount.not-positive',
  'discount.not-recurring',
  'discount.over-already',
  'discount.too-many',
  'service.item-unknown',
  'service.not-active',
  'service.schedule-in-the-past',
];

const newDiscount = z.strictObject({
  name: z.string().trim().min(1).max(200),
  off: discountOffWire,
  appliesTo: discountScope.default('plan'),
  lasts: discountSpan.default('forever'),
  rank: discountRank.default(100).meta({
    description: 'Discounts are taken off in the order of their rank, and of one rank as they were granted.',
  }),
  from,
});

export const grantDiscount = defineRoute({
  method: 'POST',
  path: '/services/{id}/discounts',
  permission: 'billing:write',
  summary: 'Grant a discount on what recurs on a service',
  tag,
  params,
  body: newDiscount.meta({ id: 'NewDiscount' }),
  answer,
  refusals: [...over, ...discountRefusals, 'money.too-large', 'money.too-precise'],
  versioned: true,
});

export const endDiscount = defineRoute({
  method: 'DELETE',
  path: '/services/{id}/discounts/{discountId}',
  permission: 'billing:write',
  summary: 'End a discount from today on',
  tag,
  params: z.object({ id, discountId: id }),
  answer,
  refusals: ['discount.unknown', 'service.unknown'],
  versioned: true,
});

export const couponRefusals = [
  'coupon.already-used',
  'coupon.not-valid',
  'coupon.other-plan',
  'coupon.retired',
  'coupon.used-up',
  'reference.coupon-unknown',
];

const redemption = z.strictObject({ coupon: couponCode, from });

export const redeemCoupon = defineRoute({
  method: 'POST',
  path: '/services/{id}/coupons',
  permission: 'services:write',
  summary: 'Redeem a coupon for a service',
  tag,
  params,
  body: redemption.meta({ id: 'CouponRedemption' }),
  answer,
  refusals: [...over, ...discountRefusals, ...couponRefusals, 'coupon.gives-nothing'],
  versioned: true,
});

const payOff = z.strictObject({ rest: z.enum(['bill', 'forgive']).default('bill') });

export const payOffItem = defineRoute({
  method: 'POST',
  path: '/services/{id}/items/{itemId}/pay-off',
  permission: 'billing:write',
  summary: 'End the instalments of an item early: the rest falls due at once, or is forgiven',
  tag,
  params: z.object({ id, itemId: id }),
  body: payOff.prefault({}).meta({ id: 'PayOff' }),
  answer,
  refusals: [...over, 'service.item-not-in-instalments', 'service.item-paid-off', 'service.item-unknown'],
  versioned: true,
});

const serviceOutage = z.strictObject({
  startedAt: anyInstant,
  endedAt: anyInstant,
  note: z.string().trim().min(1).max(1000).optional(),
});

export const recordServiceOutage = defineRoute({
  method: 'POST',
  path: '/services/{id}/outages',
  permission: 'billing:write',
  summary: 'Record that one service could not be used; what was charged for that time is given back',
  tag,
  params,
  body: serviceOutage.meta({ id: 'NewServiceOutage' }),
  answer,
  refusals: ['outage.not-over', 'outage.too-long', 'service.not-active', 'service.unknown'],
  versioned: true,
});

const kind = <const K extends string>(name: K) => ({ kind: z.literal(name) });

export const foreseeCharges = defineRoute({
  method: 'POST',
  path: '/services/{id}/charges/preview',
  permission: 'services:operate',
  summary: 'What a discount, a coupon, an outage or the end of instalments would change of the charges',
  tag,
  params,
  body: z
    .discriminatedUnion('kind', [
      newDiscount.extend(kind('discount')),
      z.strictObject({ ...kind('discount-end'), discountId: id }),
      redemption.extend(kind('coupon')),
      payOff.extend({ ...kind('pay-off'), itemId: id }),
      serviceOutage.extend(kind('outage')),
    ])
    .meta({ id: 'SupposedCharge' }),
  answer: {
    status: 200,
    body: z
      .object({
        on: day.meta({ description: 'Today, where the subscriber is.' }),
        due: moneyWire.meta({
          description: 'By how much it changes what is charged today, taxes included; negative gives back.',
        }),
        lines: z.array(previewedLine).meta({ description: 'What is charged or given back because of it.' }),
        recurring: z
          .array(
            z.object({
              period: billingPeriod,
              from: day,
              to: day.optional().meta({ description: 'The first day on which it is over.' }),
              before: moneyWire,
              after: moneyWire,
              difference: moneyWire,
            }),
          )
          .meta({ description: 'What recurs costs another sum for a full period, before taxes.' }),
        withActivation: z
          .literal(true)
          .optional()
          .meta({ description: 'It was never active: all of this as if it were activated today.' }),
      })
      .meta({ id: 'ChargeForesight' }),
  },
  refusals: [
    ...new Set(
      [grantDiscount, endDiscount, redeemCoupon, payOffItem, recordServiceOutage].flatMap(
        ({ refusals }) => refusals,
      ),
    ),
    'billing-account.currency-differs',
    ...taxServiceRefusals,
  ],
});

export const setCostCentre = defineRoute({
  method: 'PUT',
  path: '/services/{id}/cost-centre',
  permission: 'services:write',
  summary: 'Name the cost centre on the invoice lines of a service from now on, or none',
  tag,
  params,
  body: z.strictObject({ costCentre: costCentre.nullable() }).meta({ id: 'CostCentreChange' }),
  answer,
  refusals: ['service.unknown'],
  versioned: true,
});

/** What was charged for a service on a day, thing by thing, or why nothing was. */
export const chargeExplanation = z
  .object({
    serviceId: id,
    on: day,
    state: z
      .enum(['not-active', 'active', 'suspended', 'terminated'])
      .meta({ description: 'Of the service on that day, as the network proved it.' }),
    payerId: id,
    items: z.array(
      z.object({
        itemId: id,
        item: z.string(),
        charged: z.boolean(),
        reason: chargeSilence.optional(),
        words: z.string().meta({ example: 'Nothing: the trial lasts until 2026-03-15.' }),
        dueOn: day.optional().meta({ description: 'The day on which it will be charged.' }),
        lines: z.array(z.object({ invoiceId: id, number: z.string(), lineId: id, amount: moneyWire })),
        events: z.array(explainedEvent),
      }),
    ),
  })
  .meta({ id: 'ChargeExplanation' });
export type ChargeExplanation = z.infer<typeof chargeExplanation>;

export const explainCharge = defineRoute({
  method: 'GET',
  path: '/services/{id}/charge-explanation',
  permission: 'billing:read',
  summary: 'Say what was charged for a service on a day, or why nothing was',
  tag,
  params,
  query: z.object({ on: day }),
  answer: {
    status: 200,
    body: chargeExplanation,
  },
  refusals: ['service.unknown'],
});
