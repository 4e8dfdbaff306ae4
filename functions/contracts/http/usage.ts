import * as z from 'zod';
import { pageOf, pageQueryBy } from '../page.ts';
import { defineRoute, file } from '../route.ts';
import { day, id, instant, timeZone } from '../scalars.ts';
import { serviceView } from './services.ts';

const octets = z.int().min(0);

export const readUsage = defineRoute({
  method: 'GET',
  path: '/services/{id}/usage',
  permission: 'services:read',
  summary: 'What a service sent and received, by day or month of its subscriber',
  tag: 'Services',
  params: z.object({ id }),
  query: z.object({
    from: day.optional().meta({ description: 'The first day; the first of the month of `to` if left out.' }),
    to: day.optional().meta({ description: 'The last day; today for the subscriber if left out.' }),
    by: z.enum(['day', 'month']).default('day').meta({
      description: 'Months are answered whole, also where `from` and `to` lie within them.',
    }),
  }),
  answer: {
    status: 200,
    body: z
      .object({
        timeZone: timeZone.meta({ description: 'Of the subscriber: days begin by it.' }),
        items: z.array(
          z
            .object({
              from: day,
              to: day.meta({ description: 'Inclusive.' }),
              uploadOctets: octets,
              downloadOctets: octets,
            })
            .meta({
              id: 'UsedSpan',
              description:
                'What lies between two readings is split by time at midnight. All spans together sum to what was counted.',
            }),
        ),
      })
      .meta({ id: 'Usage' }),
  },
  refusals: ['service.unknown', 'usage.span-empty', 'usage.span-too-long'],
});

/** What one session moved on one day, as the API shows it. */
export const usageRecordView = z
  .object({
    day,
    heardAt: id.meta({ description: 'The access node that told of it; the site where no node is known.' }),
    sessionId: z.string(),
    from: instant.meta({ description: 'The part of the session within the day, as far as it was told.' }),
    to: instant,
    uploadOctets: octets,
    downloadOctets: octets,
  })
  .meta({ id: 'UsageRecord' });

const place = /^\d{4}-\d\d-\d\d#[a-z]{2,4}_[0-9a-z]{26}#.*$/s;
const recordDays = {
  from: day.optional().meta({ description: 'The first day; the first of the month of `to` if left out.' }),
  to: day.optional().meta({ description: 'The last day; today for the subscriber if left out.' }),
};
const recordRefusals = ['service.unknown', 'usage.span-empty', 'usage.span-too-long'] as const;

export const listUsageRecords = defineRoute({
  method: 'GET',
  path: '/services/{id}/usage-records',
  permission: 'services:read',
  summary: 'What each session of a service moved on each day, by day; the records sum to the usage',
  tag: 'Services',
  params: z.object({ id }),
  query: pageQueryBy(place).extend(recordDays),
  answer: {
    status: 200,
    body: pageOf(usageRecordView)
      .extend({ from: day, to: day, timeZone: timeZone.meta({ description: 'Of the subscriber.' }) })
      .meta({ id: 'UsageRecords' }),
  },
  refusals: recordRefusals,
});

export const exportUsageRecords = defineRoute({
  method: 'GET',
  path: '/services/{id}/usage-records/csv',
  permission: 'services:read',
  summary: 'The same as CSV (RFC 4180), up to 10,000 lines; the Link header leads on to the next ones',
  tag: 'Services',
  params: z.object({ id }),
  query: pageQueryBy(place).extend({
    ...recordDays,
    limit: z.coerce.number().int().min(1).max(10_000).default(10_000),
  }),
  answer: { status: 200, body: file, content: 'text/csv' },
  refusals: recordRefusals,
});

const placeOfService = /^svc_[0-9a-z]{26}(#\d{4}-\d\d-\d\d#[a-z]{2,4}_[0-9a-z]{26}#.*)?$/s;

export const exportEveryUsageRecord = defineRoute({
  method: 'GET',
  path: '/usage-records/csv',
  permission: 'services:read',
  summary:
    'Usage records of all services as CSV (RFC 4180), by service, up to 10,000 lines; while there may be more, the Link header leads on',
  tag: 'Services',
  query: pageQueryBy(placeOfService).extend({
    from: recordDays.from,
    to: day
      .optional()
      .meta({ description: 'The last day, on the calendar of each subscriber; today (UTC) if left out.' }),
    limit: z.coerce.number().int().min(1).max(10_000).default(10_000),
  }),
  answer: { status: 200, body: file, content: 'text/csv' },
  refusals: ['usage.span-empty', 'usage.span-too-long'],
});

export const topUpService = defineRoute({
  method: 'POST',
  path: '/services/{id}/top-ups',
  permission: 'services:write',
  summary: 'Buy more volume for the span of the quota that counts now: it is there, and charged, at once',
  tag: 'Services',
  params: z.object({ id }),
  body: z
    .strictObject({
      gigabytes: z.number().positive().meta({ description: 'One of those that the plan offers.' }),
    })
    .meta({ id: 'NewTopUp' }),
  answer: { status: 201, body: serviceView },
  refusals: ['service.unknown', 'service.not-active', 'service.top-up-not-offered'],
  versioned: true,
});
