import * as z from 'zod';
import { leadSource, quote } from './lead.ts';
import { address, currencyCode, email, id, phone, timeZone } from './scalars.ts';
import { taxExemption } from './tax-rules.ts';

export const subscriberKind = z.enum(['contact', 'organization']).meta({ id: 'SubscriberKind' });
export type SubscriberKind = z.infer<typeof subscriberKind>;

export const subscriberStatus = z.enum(['active', 'closed']).meta({ id: 'SubscriberStatus' });
export type SubscriberStatus = z.infer<typeof subscriberStatus>;

/** BCP 47 language tag in its canonical form, such as `de` or `pt-BR`. */
export const language = z
  .string()
  .max(35)
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a BCP 47 language tag such as de or pt-BR')
  .meta({ id: 'Language', example: 'pt-BR' });

/** The number that a subscriber names on the phone and writes on a transfer. */
export const accountNumber = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9-]{2,31}$/, 'must be 3 to 32 capital letters, digits and hyphens')
  .meta({ id: 'AccountNumber', example: '40713824' });

/** Where the services are by default, and where invoices go. */
export const subscriberAddresses = z.strictObject({
  service: address.optional(),
  billing: address.optional(),
});
export type SubscriberAddresses = z.infer<typeof subscriberAddresses>;

const name = z.string().trim().min(1).max(200);
const label = z.string().trim().min(1).max(60);

/** A word of the provider's own by which subscribers are found again. */
export const tag = label;

/** What is known about a subscriber. The first e-mail address and the first phone number are the ones used. */
export const subscriberDetails = z.strictObject({
  name: name.meta({ description: 'Full name of the person, or the name of the organization.' }),
  contactName: name.optional().meta({ description: 'Whom to ask for in an organization.' }),
  emails: z.array(email).max(10),
  phones: z.array(phone).max(10),
  addresses: subscriberAddresses,
  language,
  timeZone,
  currency: currencyCode,
  taxId: z.string().trim().min(1).max(60).optional(),
  taxExemptions: z.array(taxExemption).max(20).optional().meta({
    description:
      'What it is exempt from, when. Each holds for the days of its period; what is removed is taxed again.',
  }),
  purchaseOrderNumber: z.string().trim().min(1).max(60).optional(),
  parentId: id
    .optional()
    .meta({ description: 'The subscriber to which this one belongs, such as a head office.' }),
  category: label.optional().meta({ description: 'A class of the provider, such as residential.' }),
  tags: z.array(tag).max(50),
});
export type SubscriberDetails = z.infer<typeof subscriberDetails>;

const { shape } = subscriberDetails;

/** Tags to put on and to take off. */
export const tagChanges = z
  .strictObject({ add: z.array(tag).max(10).default([]), remove: z.array(tag).max(10).default([]) })
  .meta({ id: 'TagChanges' });
export type TagChanges = z.infer<typeof tagChanges>;

/** Some of the details anew; `null` forgets one. What is left out stays; lists are replaced whole. */
export const subscriberDetailsChange = z.strictObject({
  name: shape.name.optional(),
  contactName: shape.contactName.nullable(),
  emails: shape.emails.optional(),
  phones: shape.phones.optional(),
  addresses: shape.addresses.optional(),
  language: shape.language.optional(),
  timeZone: shape.timeZone.optional(),
  currency: shape.currency.optional(),
  taxId: shape.taxId.nullable(),
  taxExemptions: shape.taxExemptions.nullable(),
  purchaseOrderNumber: shape.purchaseOrderNumber.nullable(),
  parentId: shape.parentId.nullable(),
  category: shape.category.nullable(),
  tags: shape.tags.optional(),
});
export type SubscriberDetailsChange = z.infer<typeof subscriberDetailsChange>;

/** The lead that the subscriber was converted from, with what only a lead knows. */
export const subscriberOrigin = z.strictObject({
  leadId: id,
  source: leadSource,
  sourceDetail: z.string().optional(),
  organization: z.string().optional(),
  assignee: z.string().optional(),
  wantedPlanId: id.optional(),
  quote: quote.optional(),
});
export type SubscriberOrigin = z.infer<typeof subscriberOrigin>;
