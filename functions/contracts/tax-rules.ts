import * as z from 'zod';
import { tax } from './billing-profile.ts';
import { countryCode, day, id } from './scalars.ts';

const text = z.string().trim().min(1).max(100);
const code = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9]{1,10}$/, 'must be a postal code, or the beginning of one, without spaces and hyphens');

/** Where a rate holds: a country, a region of it, or postal codes of it; the narrower the more specific. */
export const taxPlace = z
  .strictObject({
    country: countryCode,
    region: text.optional(),
    /** Both ends included; a code is compared by as many characters as the ends have. */
    postalCodes: z
      .array(
        z.strictObject({ from: code, to: code }).refine(({ from, to }) => from.length === to.length, {
          path: ['to'],
          message: 'must be as long as `from`',
        }),
      )
      .min(1)
      .max(200)
      .optional(),
  })
  .meta({ id: 'TaxPlace' });
export type TaxPlace = z.infer<typeof taxPlace>;

/** One rate of one tax in one place from a day on. */
export const taxRate = tax
  .safeExtend({
    place: taxPlace,
    /** The category of items that it is for; every category if left out. */
    category: text.optional(),
    from: day,
    /** The first day on which it does not hold any more; until a later one of its place and category if left out. */
    to: day.optional(),
  })
  .refine(({ from, to }) => to === undefined || to > from, {
    path: ['to'],
    message: 'must be after `from`',
  })
  .meta({ id: 'TaxRate' });
export type TaxRate = z.infer<typeof taxRate>;

/** Which taxes are charged on what, where and when. */
export const taxRules = z.strictObject({
  /** Whether the rates of the place of the service hold, or those of the seller's place. */
  supply: z.enum(['destination', 'origin']).default('destination'),
  /** Whether each line's taxes are rounded, or the sum of each tax and rate on a document. */
  rounding: z.enum(['line', 'document']).default('line'),
  /**
   * Countries whose law splits what is charged in arrear at a change of rates: the days before it bear the old rate, those
   * from it on the new one. Elsewhere all of it bears the rate of the last day. What is charged in advance bears the rate
   * of its first day everywhere.
   */
  splitAtRateChange: z.array(countryCode).max(250).optional(),
  /** Categories of what is sold: by kind, and of single plans, add-ons and equipment by their ids. */
  categories: z
    .strictObject({
      plan: text.default('internet-access'),
      addOn: text.default('telecom'),
      equipment: text.default('equipment'),
      other: text.default('other'),
      items: z.record(id, text).default({}),
    })
    .prefault({}),
  /**
   * Among these countries a buyer with a VAT number of another one than the seller's owes the tax itself (for the European
   * Union article 196 of Directive 2006/112/EC).
   */
  reverseCharge: z
    .strictObject({
      countries: z.array(countryCode).min(2).max(60),
      reason: z.string().trim().min(1).max(300),
      /**
       * Equipment that is sold, at once or in instalments, is goods: delivered to another of the countries than the seller's it
       * is an intra-community supply (article 138), and taxed like anything else where it stays in the seller's. Left out,
       * reverse charge is for equipment too. What is rented is a service.
       */
      goods: z.strictObject({ reason: z.string().trim().min(1).max(300) }).optional(),
    })
    .optional(),
  rates: z.array(taxRate).max(1000).default([]),
});
export type TaxRules = z.infer<typeof taxRules>;

/** A buyer that does not pay a tax for a time, and the certificate that says so. */
export const taxExemption = z
  .strictObject({
    /** Name of the tax; every one if left out. */
    tax: text.optional(),
    certificate: text,
    /** The provision it rests on. */
    reason: z.string().trim().min(1).max(150).optional(),
    from: day,
    to: day.optional().meta({ description: 'The first day on which it does not hold any more.' }),
    file: z
      .string()
      .trim()
      .min(1)
      .max(300)
      .optional()
      .meta({ description: 'Where the certificate is kept.' }),
  })
  .refine(({ from, to }) => to === undefined || to > from, { path: ['to'], message: 'must be after `from`' })
  .meta({ id: 'TaxExemption' });
export type TaxExemption = z.infer<typeof taxExemption>;
