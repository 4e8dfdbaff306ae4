import * as z from 'zod';
import { extraPrice, planVersion } from './catalog.ts';
import { address, day, email, id, phone } from './scalars.ts';

export const leadStatus = z
  .enum(['new', 'contacted', 'qualified', 'quoted', 'won', 'lost'])
  .meta({ id: 'LeadStatus' });
export type LeadStatus = z.infer<typeof leadStatus>;

/** How the prospect came to the provider. `sourceDetail` says more, such as the campaign or who referred. */
export const leadSource = z
  .enum([
    'website',
    'phone',
    'walk-in',
    'referral',
    'campaign',
    'partner',
    'social-media',
    'event',
    'field-sales',
    'other',
  ])
  .meta({ id: 'LeadSource' });
export type LeadSource = z.infer<typeof leadSource>;

/** What is known about a prospect. */
export const leadDetails = z.strictObject({
  name: z.string().trim().min(1).max(200).meta({ description: 'Full name of the person.' }),
  organization: z.string().trim().min(1).max(200).optional(),
  email: email.optional(),
  phone: phone.optional(),
  source: leadSource,
  sourceDetail: z.string().trim().min(1).max(500).optional(),
  address: address.optional(),
  wantedPlanId: id.optional(),
  assignee: z.string().trim().min(1).max(200).optional().meta({ description: 'Who works on it.' }),
});
export type LeadDetails = z.infer<typeof leadDetails>;

/** Some of the details anew; `null` forgets one. What is left out stays. */
export const leadDetailsChange = z.strictObject({
  name: leadDetails.shape.name.optional(),
  organization: leadDetails.shape.organization.nullable(),
  email: leadDetails.shape.email.nullable(),
  phone: leadDetails.shape.phone.nullable(),
  source: leadSource.optional(),
  sourceDetail: leadDetails.shape.sourceDetail.nullable(),
  address: leadDetails.shape.address.nullable(),
  wantedPlanId: leadDetails.shape.wantedPlanId.nullable(),
  assignee: leadDetails.shape.assignee.nullable(),
});
export type LeadDetailsChange = z.infer<typeof leadDetailsChange>;

/** An offer with the prices as they stood: a copy, so that a later catalogue edit changes nothing. Days are the prospect's. */
export const quote = z.strictObject({
  planId: id,
  planName: z.string(),
  terms: planVersion,
  addOns: z.array(z.strictObject({ addOnId: id, name: z.string(), price: extraPrice })).max(20),
  validUntilOn: day,
});
export type Quote = z.infer<typeof quote>;
