import * as z from 'zod';
import { billingProfile, taxRelief } from './billing-profile.ts';
import { billingPeriod } from './catalog.ts';
import { day, id } from './scalars.ts';

/** Which rule chose a tax, where and as what the supply counts, and the day on which it was looked up. */
export const taxGround = z
  .strictObject({
    rule: z.enum(['rate', 'exemption', 'reverse-charge', 'intra-community-supply', 'tax-service']),
    jurisdiction: z.string().optional(),
    category: z.string().optional(),
    on: day,
  })
  .meta({ id: 'TaxGround' });
export type TaxGround = z.infer<typeof taxGround>;

/** A tax on a line as it was when the line was charged, and how much of it was taken back since. */
export const chargedTax = z.strictObject({
  name: z.string(),
  rate: z.string(),
  inclusive: z.boolean(),
  compound: z.boolean().optional(),
  relief: taxRelief.optional(),
  /** Left out where the profile's own list names the tax. */
  ground: taxGround.optional(),
  minor: z.int(),
  credited: z.int(),
});
export type ChargedTax = z.infer<typeof chargedTax>;

/** A discount on a full period's price, and what is left of the price after it. */
export const pricedDiscount = z.strictObject({ discountId: id, name: z.string(), price: z.int() });
export type PricedDiscount = z.infer<typeof pricedDiscount>;

/**
 * One charge as the billing account remembers it: what was charged for which days under which terms, and how much was
 * taken back. It is what makes a second charge for the same days impossible and bounds every credit.
 */
export const ledgerLine = z.strictObject({
  lineId: id,
  /** Left out when nothing was to pay and the charge stands on no invoice. */
  invoiceId: id.optional(),
  kind: z.enum(['recurring', 'once', 'instalment']),
  itemId: id,
  item: z.string(),
  /** Version of the plan. */
  version: z.int().optional(),
  /** Names the terms: item, version and percentage. Days that are charged under other terms than wanted are credited. */
  terms: z.string(),
  from: day,
  to: day,
  /** End of the days that are still charged; `to` unless a credit took back the rest. */
  until: day,
  /** The full period of which `from`–`to` is a part. */
  periodFrom: day,
  periodTo: day,
  period: billingPeriod,
  method: billingProfile.shape.proration.unwrap(),
  /** Of a full period, after its discounts. */
  price: z.int(),
  /** Before them. */
  listPrice: z.int().optional(),
  /** What each discount, in their order, left of the full price. */
  discounts: z.array(pricedDiscount).optional(),
  /** Percentage of the price that is charged. */
  rate: z.number(),
  minor: z.int(),
  credited: z.int(),
  taxes: z.array(chargedTax),
  /** Numbers of the instalments that the line stands for, from 1. */
  parts: z.array(z.int().min(1)).optional(),
  /** Outages that took a part of it back. */
  outages: z.array(id).optional(),
});
export type LedgerLine = z.infer<typeof ledgerLine>;

/** A part of a charge that is taken back. */
export const ledgerCredit = z.strictObject({
  lineId: id,
  /** First day that is no longer charged; left out when an adjustment changes the amount only. */
  until: day.optional(),
  /** Positive: how much of the line, and of each of its taxes in their order, is taken back. */
  minor: z.int(),
  taxes: z.array(z.int()),
  outageId: id.optional(),
});
export type LedgerCredit = z.infer<typeof ledgerCredit>;

/** Where in a service a charge belongs: `plan`, or the id of an add-on or of a piece of equipment. */
export const slotId = z.string().min(1);

export const ledgerEntry = z.strictObject({
  serviceId: id,
  slotId,
  charges: z.array(ledgerLine),
  credits: z.array(ledgerCredit),
});
export type LedgerEntry = z.infer<typeof ledgerEntry>;
