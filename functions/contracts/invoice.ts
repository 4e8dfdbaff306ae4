import * as z from 'zod';
import { taxGround } from './billing-ledger.ts';
import { taxRelief } from './billing-profile.ts';
import { costCentre } from './organization.ts';
import { day, id } from './scalars.ts';

export const invoiceLineKind = z
  .enum(['recurring', 'credit', 'once', 'instalment', 'usage', 'tax', 'adjustment'])
  .meta({ id: 'InvoiceLineKind' });
export type InvoiceLineKind = z.infer<typeof invoiceLineKind>;

/** How the amount of a line came about; functions/domain/billing/README.md has the arithmetic behind each word. */
export const chargeRule = z.enum([
  'full-period',
  'part-period',
  'unused-rest',
  'undone',
  'once',
  'instalment',
  'rest-of-instalments',
  'setup-fee',
  'early-termination',
  'usage',
  'top-up',
  'outage',
  'tax',
  'tax-taken-back',
  'adjustment',
  'by-hand',
]);
export type ChargeRule = z.infer<typeof chargeRule>;

/** One line of an invoice, amounts in minor units of the invoice's currency. */
export const invoiceLine = z.strictObject({
  lineId: id,
  kind: invoiceLineKind,
  serviceId: id.optional(),
  /** Whose service it is, when another one pays for it. */
  subscriberId: id.optional(),
  /** As that subscriber was called then. */
  subscriberName: z.string().optional(),
  costCentre: costCentre.optional(),
  itemId: id.optional(),
  /** Version of the plan. */
  version: z.int().optional(),
  /** What the line is for, as it was named when it was sold. */
  item: z.string(),
  from: day.optional(),
  to: day.optional(),
  /** The fraction of the full price: `days` of `of`. */
  days: z.int().optional(),
  of: z.int().optional(),
  /** Of a full period, before discounts. */
  price: z.int().optional(),
  /** What each discount changed the line by: negative on a charge, positive where the charge is taken back. */
  discounts: z.array(z.strictObject({ discountId: id, name: z.string(), minor: z.int() })).optional(),
  /** How long the outage was for which the line gives back. */
  minutes: z.int().optional(),
  outageId: id.optional(),
  /** Percentage that is charged during a suspension. */
  rate: z.number().optional(),
  /** Numbers of the instalments that the line stands for. */
  parts: z.array(z.int()).optional(),
  minor: z.int(),
  rule: chargeRule,
  /** The line that this one taxes, credits or adjusts, perhaps on an earlier invoice. */
  aboutLineId: id.optional(),
  /** `base`: what a tax on tax was reckoned on; every other one on the amount of the line that it is about. */
  tax: z
    .strictObject({
      name: z.string(),
      rate: z.string(),
      base: z.int().optional(),
      ground: taxGround.optional(),
    })
    .optional(),
  /** Taxes that the amount contains. */
  contains: z
    .array(
      z.strictObject({
        name: z.string(),
        rate: z.string(),
        minor: z.int(),
        ground: taxGround.optional(),
      }),
    )
    .optional(),
  /** Taxes that are not charged on it, and why. */
  reliefs: z.array(taxRelief.safeExtend({ name: z.string(), ground: taxGround.optional() })).optional(),
  /** The service events that the line rests on. */
  events: z.array(id),
});
export type InvoiceLine = z.infer<typeof invoiceLine>;

export const invoiceState = z.enum(['issued', 'partially-paid', 'paid', 'written-off', 'void']).meta({
  id: 'InvoiceState',
  description: '`written-off`: nothing is due any more, because what was left is not expected to come.',
});
export type InvoiceState = z.infer<typeof invoiceState>;

/** An amount that goes to one invoice. */
export const allocation = z.strictObject({ invoiceId: id, minor: z.int() });
export type Allocation = z.infer<typeof allocation>;

/** Why nothing was charged for a day on which a service was there; functions/domain/billing/README.md says it at length. */
export const chargeSilence = z
  .enum([
    'trial',
    'free',
    'discounted',
    'suspended',
    'forgiven',
    'other-payer',
    'no-part-price',
    'rounded-to-zero',
    'in-arrear',
    'in-future',
    'voided',
    'not-run',
  ])
  .meta({ id: 'ChargeSilence' });
export type ChargeSilence = z.infer<typeof chargeSilence>;
