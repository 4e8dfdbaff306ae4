import * as z from 'zod';

export const suspensionReason = z
  .enum(['overdue', 'requested', 'abuse', 'administrative'])
  .meta({ id: 'SuspensionReason' });
export type SuspensionReason = z.infer<typeof suspensionReason>;

/** What billing does while a service is suspended: stops, goes on, or charges a percentage (0–100). */
export const suspensionBilling = z.union([z.enum(['stop', 'continue']), z.number().min(0).max(100)]);
export type SuspensionBilling = z.infer<typeof suspensionBilling>;

/**
 * Bounds of a suspension that the subscriber asked for. One that is shorter than the minimum, as planned or as it came
 * out, is charged as if there were none; past the maximum charging starts again while the service is still suspended.
 */
export const vacationRule = z.strictObject({
  minimumDays: z.int().min(1).max(366).default(1),
  maximumDays: z.int().min(1).max(1100).optional(),
});
export type VacationRule = z.infer<typeof vacationRule>;

/** What an outage gives back: every minute of it, every day that it touched, or nothing. */
export const outageRule = z.enum(['minute', 'day', 'none']);
export type OutageRule = z.infer<typeof outageRule>;

/**
 * Why a supply carries none of a tax, as UNTDID 5305 tells it apart: exempt by law or certificate (E), owed by the buyer
 * (AE), goods that go to a buyer with a VAT number in another member state (K), exported (G), or not within the tax at all (O).
 * A rate of zero alone is a zero-rated supply (Z).
 */
export const taxRelief = z
  .strictObject({
    kind: z.enum(['exempt', 'reverse-charge', 'intra-community-supply', 'export', 'outside-scope']),
    /** The provision or certificate it rests on, as documents say it. */
    reason: z.string().min(1).max(300).optional(),
  })
  .refine(({ kind, reason }) => kind !== 'exempt' || reason !== undefined, {
    path: ['reason'],
    message: 'an exemption names the provision or certificate that it rests on',
  })
  .meta({ id: 'TaxRelief' });
export type TaxRelief = z.infer<typeof taxRelief>;

export const tax = z
  .strictObject({
    name: z.string().min(1).max(100),
    /** A percentage in a string, such as "19" or "7.25". */
    rate: z.string().regex(/^\d{1,3}(\.\d{1,6})?$/, 'must be a percentage in a string, such as "7.25"'),
    inclusive: z.boolean().default(false),
    /** Names of the plans, add-ons and equipment it applies to; everything if left out. */
    appliesTo: z.array(z.string()).optional(),
    /** A tax on tax: reckoned on the amount with the exclusive taxes that stand before it in the list. */
    compound: z.boolean().optional(),
    relief: taxRelief.optional(),
  })
  .refine(({ compound, inclusive }) => !(compound === true && inclusive), {
    path: ['compound'],
    message: 'a tax on tax is added to the price; it cannot be inclusive',
  })
  .refine(({ relief, rate }) => relief === undefined || Number(rate) === 0, {
    path: ['rate'],
    message: 'must be "0" with a relief',
  });
export type Tax = z.infer<typeof tax>;

/** How a subscriber is billed. The arithmetic behind the names is in functions/domain/billing/README.md. */
export const billingProfile = z
  .strictObject({
    /** `hybrid`: the billing policy chooses for each service, and `cycle` where it says nothing. */
    model: z.enum(['cycle', 'pro-rata', 'hybrid']).default('cycle'),
    /** Day of the month on which periods start under `pro-rata`; past the end of a month it falls on the last day. */
    cycleDay: z.int().min(1).max(31).default(1),
    invoicing: z.enum(['merged', 'independent']).default('merged'),
    proration: z.enum(['actual', 'actual-30', '30-360', 'none']).default('actual'),
    suspension: z.partialRecord(suspensionReason, suspensionBilling).default({}),
    vacation: vacationRule.optional(),
    outage: outageRule.default('minute'),
    taxes: z.array(tax).max(20).default([]),
    paymentTermsDays: z.int().min(0).max(365).default(14),
  })
  .meta({ id: 'BillingProfile' });
export type BillingProfile = z.infer<typeof billingProfile>;

/** The profile of a new subscriber: without a model it follows the billing policy, if there is one. */
export const newBillingProfile = billingProfile
  .extend({ model: billingProfile.shape.model.unwrap().optional() })
  .meta({ id: 'NewBillingProfile' });
export type NewBillingProfile = z.infer<typeof newBillingProfile>;
