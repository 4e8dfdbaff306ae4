import * as z from 'zod';
import { taxRelief } from './billing-profile.ts';
import { currencyCode, day, id } from './scalars.ts';
import { taxExemption } from './tax-rules.ts';
import { webhookUrl } from './webhook-endpoint.ts';

/**
 * What is spoken with an external tax service: functions/adapters/tax-service/README.md tells the other side how. Amounts
 * are decimal numbers in strings, in the currency of the document.
 */
const amount = z.string().regex(/^-?\d{1,15}(\.\d{1,4})?$/, 'must be a decimal number in a string');
const text = z.string().min(1).max(200);

/** Below this address are `quotes` and `documents`. */
export const taxServiceUrl = webhookUrl;

const place = z.strictObject({
  country: z.string(),
  region: z.string().optional(),
  postalCode: z.string().optional(),
});

const buyer = z.strictObject({ subscriberId: id, taxId: z.string().optional() });

/** What is to be charged on one document, before its taxes. */
export const taxQuoteRequest = z.strictObject({
  currency: currencyCode,
  /** The day of issue. */
  on: day,
  seller: place.optional(),
  buyer: buyer.extend({ exemptions: z.array(taxExemption) }),
  lines: z.array(
    z.strictObject({
      lineId: z.string(),
      kind: z.enum(['plan', 'add-on', 'equipment', 'fee', 'other']),
      item: z.string(),
      /** Of the plan, add-on or equipment. */
      itemId: id.optional(),
      /** As the tax rules class it. */
      category: z.string().optional(),
      /** A thing that is sold, not let or done. */
      isGoods: z.boolean(),
      place: place.optional(),
      suppliedOn: day,
      amount,
    }),
  ),
});
export type TaxQuoteRequest = z.infer<typeof taxQuoteRequest>;

const quotedTax = z
  .object({
    name: z.string().min(1).max(100),
    /** A percentage in a string, as documents say it. */
    rate: z.string().regex(/^\d{1,3}(\.\d{1,6})?$/, 'must be a percentage in a string, such as "7.25"'),
    amount,
    /** Contained in the line's amount instead of added to it. */
    inclusive: z.boolean().default(false),
    jurisdiction: text.optional(),
    relief: taxRelief.optional(),
  })
  .refine(({ relief, amount: charged }) => relief === undefined || Number(charged) === 0, {
    path: ['amount'],
    message: 'must be "0" with a relief',
  });

/** What a service answers: every line that it was asked about, once. */
export const taxQuote = z.object({
  /** The service's own name for this quote; told with the document. */
  quoteId: text.optional(),
  lines: z.array(z.object({ lineId: z.string(), taxes: z.array(quotedTax).max(20) })).max(5_000),
});
export type TaxQuote = z.infer<typeof taxQuote>;

/** A document as it was issued. Of a line that gives something back all amounts are negative. */
export const taxDocument = z.strictObject({
  documentId: id,
  kind: z.enum(['invoice', 'credit-note']),
  number: z.string(),
  issuedOn: day,
  currency: currencyCode,
  quoteId: z.string().optional(),
  /** The invoice that a credit note is about. */
  aboutDocumentId: id.optional(),
  buyer,
  lines: z.array(
    z.strictObject({
      lineId: id,
      kind: z.string(),
      item: z.string(),
      amount,
      /** The line that it gives back, perhaps of an earlier document. */
      aboutLineId: id.optional(),
      taxes: z.array(z.strictObject({ name: z.string(), rate: z.string(), amount, inclusive: z.boolean() })),
    }),
  ),
});
export type TaxDocument = z.infer<typeof taxDocument>;

/** That a document counts no more. */
export const taxDocumentVoid = z.strictObject({ voidedOn: day, reason: z.string() });
export type TaxDocumentVoid = z.infer<typeof taxDocumentVoid>;

/** A document that the service does not take, in its words. */
export const refusedTaxDocument = z
  .strictObject({ documentId: id, told: z.enum(['issued', 'voided']), words: z.string() })
  .meta({ id: 'RefusedTaxDocument' });
export type RefusedTaxDocument = z.infer<typeof refusedTaxDocument>;

/** Why something that needs a quote cannot be had now. */
export const taxServiceRefusals = [
  'tax-service.answer-unfit',
  'tax-service.not-answering',
  'tax-service.refused',
  'tax-service.turned-away',
] as const;
