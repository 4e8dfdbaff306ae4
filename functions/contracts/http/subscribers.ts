import * as z from 'zod';
import { billingProfile, newBillingProfile } from '../billing-profile.ts';
import { quoteWire } from '../catalog-wire.ts';
import { note, noteText } from '../note.ts';
import { listQueryBy, pageOf, pageQuery, sought } from '../page.ts';
import { defineRoute } from '../route.ts';
import { actor, currencyCode, id, instant, timeZone } from '../scalars.ts';
import {
  accountNumber,
  language,
  subscriberDetails,
  subscriberDetailsChange,
  subscriberKind,
  subscriberOrigin,
  subscriberStatus,
  tag as tagWord,
} from '../subscriber.ts';

import { balanceView } from './balance.ts';
import { serviceView } from './services.ts';

const tag = 'Subscribers';
const params = z.object({ id });
const { shape } = subscriberDetails;

/** A subscriber as the API shows it. */
export const subscriberView = z
  .object({
    id,
    number: accountNumber,
    kind: subscriberKind,
    status: subscriberStatus,
    ...shape,
    billingProfile,
    payerId: id
      .optional()
      .meta({ description: 'The parent that pays for its services; itself if left out.' }),
    origin: subscriberOrigin
      .extend({ quote: quoteWire.optional() })
      .optional()
      .meta({ description: 'The lead it was converted from.' }),
    notes: z.array(note).meta({ description: 'The latest fifty; the timeline has all.' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Subscriber' });
export type SubscriberView = z.infer<typeof subscriberView>;

export const createSubscriber = defineRoute({
  method: 'POST',
  path: '/subscribers',
  permission: 'subscribers:write',
  summary: 'Take in a subscriber without a lead',
  tag,
  body: subscriberDetails
    .extend({
      kind: subscriberKind,
      number: accountNumber
        .optional()
        .meta({ description: 'Keeps a number from elsewhere; one is made if left out.' }),
      emails: shape.emails.default([]),
      phones: shape.phones.default([]),
      addresses: shape.addresses.default({}),
      language: language.default('en'),
      timeZone: timeZone.default('UTC'),
      currency: currencyCode.default('USD'),
      tags: shape.tags.default([]),
      billingProfile: newBillingProfile.prefault({}),
      notes: z.array(noteText).max(20).default([]),
    })
    .meta({ id: 'NewSubscriber' }),
  answer: { status: 201, body: subscriberView },
  refusals: ['subscriber.number-taken', 'reference.subscriber-unknown', 'subscriber.too-many-notes'],
  versioned: true,
});

export const listSubscribers = defineRoute({
  method: 'GET',
  path: '/subscribers',
  permission: 'subscribers:read',
  summary: 'List subscribers, oldest first, or find some by whatever a caller says',
  tag,
  query: pageQuery.extend({
    q: sought.meta({
      description:
        'Name, phone, e-mail, address, account number, username, MAC, serial, IMSI or IP, or the beginning of one. Best first, on one page.',
    }),
    parentId: id.optional().meta({ description: 'Only those that belong to this one.' }),
    tag: tagWord.optional().meta({ description: 'Only those with this tag, however it is written.' }),
    status: subscriberStatus.optional(),
  }),
  answer: { status: 200, body: pageOf(subscriberView) },
});

export const getSubscriber = defineRoute({
  method: 'GET',
  path: '/subscribers/{id}',
  permission: 'subscribers:read',
  summary: 'Read a subscriber',
  tag,
  params,
  answer: { status: 200, body: subscriberView },
  refusals: ['subscriber.unknown'],
  versioned: true,
});

const profile = billingProfile.shape;

/** Parts of a billing profile; what is left out stays. */
export const billingProfileChange = z
  .strictObject({
    model: profile.model.unwrap().optional(),
    cycleDay: profile.cycleDay.unwrap().optional(),
    invoicing: profile.invoicing.unwrap().optional(),
    proration: profile.proration.unwrap().optional(),
    suspension: profile.suspension.unwrap().optional(),
    vacation: profile.vacation.nullable().meta({ description: '`null` for no bounds.' }),
    outage: profile.outage.unwrap().optional(),
    taxes: profile.taxes.unwrap().optional(),
    paymentTermsDays: profile.paymentTermsDays.unwrap().optional(),
  })
  .meta({ id: 'BillingProfileChange' });

export const changeSubscriber = defineRoute({
  method: 'PATCH',
  path: '/subscribers/{id}',
  permission: 'subscribers:write',
  summary: 'Change details or the billing profile, write a note, close or reopen',
  tag,
  params,
  body: subscriberDetailsChange
    .extend({
      billingProfile: billingProfileChange.optional(),
      status: subscriberStatus.optional(),
      payer: z
        .enum(['self', 'parent'])
        .optional()
        .meta({ description: 'Who pays for its services from today on.' }),
      note: noteText.optional().meta({ description: 'Is added to the notes.' }),
    })
    .meta({ id: 'SubscriberChange' }),
  answer: { status: 200, body: subscriberView },
  refusals: [
    'subscriber.currency-fixed',
    'subscriber.has-services',
    'subscriber.parent-loop',
    'subscriber.parent-missing',
    'subscriber.payer-currency-differs',
    'reference.subscriber-unknown',
    'subscriber.unknown',
  ],
  versioned: true,
});

/** One thing that happened, in words for people and with the event behind them. */
export const timelineEntry = z
  .object({
    eventId: id,
    at: instant,
    actor,
    type: z.string().meta({ description: 'Name of the event.', example: 'service.activated' }),
    subject: z.object({ kind: z.string(), id }).meta({ description: 'What it happened to.' }),
    words: z.string().meta({ example: 'Service activated: the network proved it.' }),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'TimelineEntry' });
export type TimelineEntry = z.infer<typeof timelineEntry>;

const stateAt = z
  .object({
    at: instant,
    subscriber: subscriberView.optional().meta({ description: 'Not there before it was taken in.' }),
    services: z.array(serviceView.omit({ session: true }).meta({ id: 'ServiceThen' })),
    balance: balanceView.optional().meta({ description: 'Absent before anything moved.' }),
  })
  .meta({ id: 'SubscriberState' });

export const timelineView = pageOf(timelineEntry)
  .extend({ state: stateAt.optional().meta({ description: 'With `at` only: everything as it was then.' }) })
  .meta({ id: 'Timeline' });
export type TimelineView = z.infer<typeof timelineView>;

export const readTimeline = defineRoute({
  method: 'GET',
  path: '/subscribers/{id}/timeline',
  permission: 'subscribers:read',
  summary: 'What happened to a subscriber, its services, orders, invoices and payments',
  tag,
  params,
  query: listQueryBy(/^[\dTZ:.-]{24}\/[a-z]{2,4}_[0-9a-z]{26}\/\d{9}$/).extend({
    at: z.iso
      .datetime({ offset: true })
      .transform((text) => new Date(text).toISOString())
      .optional()
      .meta({
        description: 'Tells what had happened by this instant, and answers the state as it was then.',
        example: '2026-03-01T09:30:00Z',
      }),
  }),
  answer: { status: 200, body: timelineView },
  refusals: ['subscriber.unknown'],
});
