import * as z from 'zod';
import {
  bulkActionState,
  bulkActionWish,
  bulkDone,
  bulkFailure,
  surveyedService,
  surveyedSubscriber,
  toldCounts,
} from '../bulk-action.ts';
import { billingPeriod } from '../catalog.ts';
import { noticeLanguage } from '../notification.ts';
import { listQuery, pageOf, pageQueryBy } from '../page.ts';
import { defineRoute } from '../route.ts';
import { id, instant, moneyWire } from '../scalars.ts';

const tag = 'Bulk actions';

const countsByReason = z.record(z.string(), z.int());

const surveyView = z
  .object({
    complete: z.boolean().meta({ description: 'Whether everybody was looked at.' }),
    found: z.int().meta({ description: 'Services with which it is done, or subscribers for whom it is.' }),
    sessions: z.object({ none: z.int(), kept: z.int(), cut: z.int() }).meta({
      description:
        'Of services: whether a session is open now, and whether it must be cut: foreseen, not measured.',
    }),
    prices: z
      .array(
        z.object({
          fromVersion: z.int(),
          services: z.int(),
          price: moneyWire,
          period: billingPeriod,
          newPrice: moneyWire,
          newPeriod: billingPeriod,
        }),
      )
      .meta({
        description:
          'What the services pay now and what they will pay; the same where nothing that is charged changes. What billing does with a suspension is by the policy of each subscriber.',
      }),
    recurring: z
      .array(z.object({ period: billingPeriod, before: moneyWire, after: moneyWire }))
      .meta({ description: 'All prices together, by rhythm and currency.' }),
    email: z.int().meta({ description: 'Of a message: who are written to by mail.' }),
    sms: z.int().meta({ description: 'Of a message: who get a text message.' }),
    leftOut: countsByReason.meta({ description: 'Who were meant and are left out, by reason.' }),
  })
  .meta({ id: 'BulkActionSurvey' });

export const bulkActionView = z
  .object({
    id,
    state: bulkActionState,
    of: z.enum(['services', 'subscribers']).meta({ description: 'With whom it is done.' }),
    ...bulkActionWish.shape,
    survey: surveyView,
    counts: z.object({
      toDo: z.int(),
      underWay: z.int(),
      done: z.int(),
      failed: z.int(),
      leftOut: countsByReason,
      sessionsCut: z
        .int()
        .meta({ description: 'Sessions that were cut, because their NAS could not change them.' }),
      ratesChanged: z.int().meta({ description: 'Sessions that got the new rate while they went on.' }),
      ...toldCounts.shape,
    }),
    failuresByCode: countsByReason,
    failures: z
      .array(bulkFailure)
      .meta({ description: 'With whom it could not be done in this pass and why; the first two hundred.' }),
    ratePerMinute: z
      .number()
      .optional()
      .meta({ description: 'How many came to an end, over the last while.' }),
    remainingSeconds: z
      .int()
      .optional()
      .meta({ description: 'At this rate; left out while it cannot be told.' }),
    silentSites: z
      .array(id)
      .meta({ description: 'Sites that did not answer; their services failed at once.' }),
    pass: z.int().meta({ description: 'Rises with each retry.' }),
    reason: z.string().optional().meta({ description: 'Why the platform could not go on.' }),
    requestedAt: instant,
    endedAt: instant.optional(),
    updatedAt: instant,
  })
  .meta({ id: 'BulkAction' });
export type BulkActionView = z.infer<typeof bulkActionView>;

export const requestBulkAction = defineRoute({
  method: 'POST',
  path: '/bulk-actions',
  permission: 'bulk-actions:operate',
  summary:
    'See what it would come to, and let it be started: change, move, suspend, resume many services, write to many subscribers or tag them. Each action needs its own permission besides.',
  tag,
  body: z
    .strictObject({
      ...bulkActionWish.shape,
      starts: bulkActionWish.shape.starts.default('when-told').meta({
        description: 'By default it waits, surveyed, until it is started.',
      }),
    })
    .meta({ id: 'NewBulkAction' }),
  answer: { status: 202, body: bulkActionView },
  refusals: [
    'bulk-action.language-twice',
    'bulk-action.message-missing',
    'bulk-action.move-missing',
    'bulk-action.network-profile-of-another-plan',
    'bulk-action.nobody-meant',
    'bulk-action.not-for-action',
    'bulk-action.suspension-missing',
    'bulk-action.tags-missing',
    'bulk-action.target-missing',
    'notice-template.place-unknown',
    'plan.not-available-yet',
    'plan.version-unknown',
    'reference.access-node-unknown',
    'reference.plan-unknown',
    'reference.site-unknown',
    'request.not-permitted',
    'service.until-not-after',
  ],
});

export const listBulkActions = defineRoute({
  method: 'GET',
  path: '/bulk-actions',
  permission: 'services:read',
  summary: 'List bulk actions',
  tag,
  query: listQuery,
  answer: { status: 200, body: pageOf(bulkActionView) },
});

const params = z.object({ id });

export const getBulkAction = defineRoute({
  method: 'GET',
  path: '/bulk-actions/{id}',
  permission: 'services:read',
  summary: 'Read a bulk action with its survey, its progress and its failures',
  tag,
  params,
  answer: {
    status: 200,
    body: bulkActionView
      .extend({
        found: z
          .array(
            z.object({
              ...surveyedService.partial().shape,
              ...surveyedSubscriber.partial().shape,
              subscriberId: id,
            }),
          )
          .meta({ description: 'Whom the survey found; the first thousand. `survey.found` counts all.' }),
      })
      .meta({ id: 'BulkActionWithFound' }),
  },
  refusals: ['bulk-action.unknown'],
  versioned: true,
});

export const bulkResult = bulkDone
  .extend({
    outcome: z.enum(['done', 'failed', 'left-out']),
    code: z.string().optional(),
    message: z.string().optional(),
  })
  .meta({ id: 'BulkActionResult' });

export const listBulkResults = defineRoute({
  method: 'GET',
  path: '/bulk-actions/{id}/results',
  permission: 'services:read',
  summary: 'List what came of it with each, as it came; a retry adds to it',
  tag,
  params,
  query: pageQueryBy(/^\d{1,9}\/\d{1,9}$/),
  answer: { status: 200, body: pageOf(bulkResult) },
  refusals: ['bulk-action.unknown'],
});

export const previewMessage = defineRoute({
  method: 'GET',
  path: '/bulk-actions/{id}/message',
  permission: 'services:read',
  summary: 'See the message as one of its subscribers gets it',
  tag,
  params,
  query: z.object({
    subscriberId: id.optional().meta({ description: 'The first who was found, if left out.' }),
  }),
  answer: {
    status: 200,
    body: z
      .object({
        subscriberId: id,
        language: noticeLanguage,
        subject: z.string(),
        text: z.string(),
        html: z.string(),
        sms: z.string(),
      })
      .meta({ id: 'MessagePreview' }),
  },
  refusals: [
    'reference.subscriber-unknown',
    'bulk-action.no-message',
    'bulk-action.nobody-found',
    'bulk-action.unknown',
  ],
});

const steered = { status: 202, body: bulkActionView } as const;

export const startBulkAction = defineRoute({
  method: 'POST',
  path: '/bulk-actions/{id}/start',
  permission: 'bulk-actions:operate',
  summary:
    'Carry out what was surveyed: with those who were found and nobody else, each looked at once more. The action needs its own permission besides.',
  tag,
  params,
  answer: steered,
  refusals: [
    'bulk-action.unknown',
    'bulk-action.nobody-found',
    'bulk-action.not-surveyed',
    'request.not-permitted',
    'service.until-not-after',
  ],
  versioned: true,
});

export const pauseBulkAction = defineRoute({
  method: 'POST',
  path: '/bulk-actions/{id}/pause',
  permission: 'bulk-actions:operate',
  summary: 'Begin no more until it is resumed',
  tag,
  params,
  answer: steered,
  refusals: ['bulk-action.unknown', 'bulk-action.ended'],
  versioned: true,
});

export const resumeBulkAction = defineRoute({
  method: 'POST',
  path: '/bulk-actions/{id}/resume',
  permission: 'bulk-actions:operate',
  summary: 'Go on where it was paused or broke off',
  tag,
  params,
  answer: steered,
  refusals: ['bulk-action.unknown', 'bulk-action.ended'],
  versioned: true,
});

export const cancelBulkAction = defineRoute({
  method: 'POST',
  path: '/bulk-actions/{id}/cancel',
  permission: 'bulk-actions:operate',
  summary: 'Begin no more; what was done stays',
  tag,
  params,
  answer: steered,
  refusals: ['bulk-action.unknown', 'bulk-action.ended'],
  versioned: true,
});

export const retryBulkAction = defineRoute({
  method: 'POST',
  path: '/bulk-actions/{id}/retry-failed',
  permission: 'bulk-actions:operate',
  summary: 'Try anew with those with whom it failed. The action needs its own permission besides.',
  tag,
  params,
  answer: steered,
  refusals: [
    'bulk-action.unknown',
    'bulk-action.not-ended',
    'bulk-action.nothing-failed',
    'request.not-permitted',
  ],
  versioned: true,
});
