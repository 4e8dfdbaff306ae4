import * as z from 'zod';
import { newBillingProfile } from '../billing-profile.ts';
import { quoteWire } from '../catalog-wire.ts';
import { leadDetails, leadDetailsChange, leadStatus } from '../lead.ts';
import { note, noteText } from '../note.ts';
import { listQuery, pageOf, sought } from '../page.ts';
import { defineRoute } from '../route.ts';
import { currencyCode, day, id, instant, timeZone } from '../scalars.ts';
import { language, subscriberKind } from '../subscriber.ts';
import { subscriberView } from './subscribers.ts';

const tag = 'Leads';
const params = z.object({ id });

/** A prospect as the API shows it. */
export const leadView = z
  .object({
    id,
    status: leadStatus,
    ...leadDetails.shape,
    notes: z.array(note),
    quote: quoteWire.optional(),
    lostReason: z.string().optional(),
    subscriberId: id.optional().meta({ description: 'What it became; there once it is won.' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Lead' });
export type LeadView = z.infer<typeof leadView>;

export const createLead = defineRoute({
  method: 'POST',
  path: '/leads',
  permission: 'leads:write',
  summary: 'Take in a prospect',
  tag,
  body: z
    .strictObject({
      ...leadDetails.shape,
      source: leadDetails.shape.source.default('other'),
      notes: z.array(noteText).max(20).default([]),
    })
    .meta({ id: 'NewLead' }),
  answer: { status: 201, body: leadView },
  refusals: ['reference.plan-unknown'],
  versioned: true,
});

export const listLeads = defineRoute({
  method: 'GET',
  path: '/leads',
  permission: 'leads:read',
  summary: 'List prospects, or find some by whatever a caller says',
  tag,
  query: listQuery.extend({
    status: leadStatus
      .optional()
      .meta({ description: 'Only these; a page may then hold fewer than `limit`.' }),
    q: sought.meta({
      description:
        'Name, organization, phone, e-mail or address of some that are not won, or the beginning of one. Best first, on one page.',
    }),
  }),
  answer: { status: 200, body: pageOf(leadView) },
});

export const getLead = defineRoute({
  method: 'GET',
  path: '/leads/{id}',
  permission: 'leads:read',
  summary: 'Read a prospect',
  tag,
  params,
  answer: { status: 200, body: leadView },
  refusals: ['lead.unknown'],
  versioned: true,
});

/** What is offered: a plan with add-ons, at the prices of today. */
export const quoteWish = z
  .strictObject({
    planId: id,
    addOns: z.array(id).max(20).default([]),
    validUntilOn: day.optional().meta({ description: 'Thirty days from now if left out.' }),
  })
  .meta({ id: 'QuoteWish' });
export type QuoteWish = z.infer<typeof quoteWish>;

export const changeLead = defineRoute({
  method: 'PATCH',
  path: '/leads/{id}',
  permission: 'leads:write',
  summary: 'Complete what is known about a prospect, write a note, or move it to another status',
  tag,
  params,
  body: leadDetailsChange
    .extend({
      status: leadStatus.optional().meta({
        description: '`quoted` comes with `quote`; `won` is reached by conversion only.',
      }),
      quote: quoteWish.optional().meta({ description: 'Makes an offer; the status becomes `quoted`.' }),
      lostReason: z.string().trim().min(1).max(1000).optional(),
      note: noteText.optional().meta({ description: 'Is added to the notes.' }),
    })
    .meta({ id: 'LeadChange' }),
  answer: { status: 200, body: leadView },
  refusals: [
    'add-on.retired',
    'catalog.currency-differs',
    'lead.already-won',
    'lead.quote-in-the-past',
    'lead.quote-missing',
    'lead.quote-out-of-place',
    'lead.too-many-notes',
    'lead.transition-not-allowed',
    'lead.unknown',
    'lead.won-by-conversion-only',
    'plan.not-available-yet',
    'plan.retired',
    'reference.add-on-unknown',
    'reference.plan-unknown',
  ],
  versioned: true,
});

export const convertLead = defineRoute({
  method: 'POST',
  path: '/leads/{id}/convert',
  permission: 'leads:write',
  summary: 'Make a subscriber of a prospect; a second time answers the same subscriber',
  tag,
  params,
  body: z
    .strictObject({
      kind: subscriberKind
        .optional()
        .meta({ description: 'An organization if the lead names one, else a contact.' }),
      language: language.default('en'),
      timeZone: timeZone.default('UTC'),
      currency: currencyCode
        .optional()
        .meta({ description: 'That of the offer or of the wanted plan if left out, else USD.' }),
      billingProfile: newBillingProfile.prefault({}),
    })
    .prefault({})
    .meta({ id: 'LeadConversion' }),
  answer: { status: 201, body: subscriberView },
  refusals: ['lead.lost', 'lead.unknown', 'subscriber.number-taken'],
  versioned: true,
});
