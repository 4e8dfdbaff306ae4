import * as z from 'zod';
import {
  bulkAction,
  bulkChangeFailure,
  bulkChangeState,
  bulkChangeWish,
  surveyedService,
} from '../bulk-change.ts';
import { billingPeriod } from '../catalog.ts';
import { listQuery, pageOf } from '../page.ts';
import { defineRoute } from '../route.ts';
import { id, instant, moneyWire } from '../scalars.ts';

const tag = 'Bulk changes';

const countsByReason = z.record(z.string(), z.int());

const surveyView = z
  .object({
    complete: z.boolean().meta({ description: 'Whether everybody was looked at.' }),
    services: z.int().meta({ description: 'Services that are touched.' }),
    sessions: z.object({ none: z.int(), kept: z.int(), cut: z.int() }).meta({
      description: 'Whether a session is open now, and whether it must be cut: foreseen, not measured.',
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
          'What the services pay now and what they will pay; the same in a change of the network profile alone. What billing does with a suspension is by the policy of each subscriber.',
      }),
    recurring: z
      .array(z.object({ period: billingPeriod, before: moneyWire, after: moneyWire }))
      .meta({ description: 'All prices together, by rhythm and currency.' }),
    leftOut: countsByReason.meta({ description: 'Services that were meant and are not touched, by reason.' }),
  })
  .meta({ id: 'BulkChangeSurvey' });

export const bulkChangeView = z
  .object({
    id,
    state: bulkChangeState,
    ...bulkChangeWish.shape,
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
    }),
    failuresByCode: countsByReason,
    failures: z
      .array(bulkChangeFailure)
      .meta({ description: 'Who could not be changed in this pass and why; the first two hundred.' }),
    ratePerMinute: z
      .number()
      .optional()
      .meta({ description: 'Services that came to an end, over the last while.' }),
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
  .meta({ id: 'BulkChange' });
export type BulkChangeView = z.infer<typeof bulkChangeView>;

export const requestBulkChange = defineRoute({
  method: 'POST',
  path: '/bulk-changes',
  permission: 'bulk-changes:write',
  summary: 'Change, move, suspend or resume many services, or see what that would mean',
  tag,
  body: z
    .strictObject({
      ...bulkChangeWish.shape,
      action: bulkAction.default('plan'),
      dryRun: z.boolean().default(false).meta({ description: 'Surveys and changes nothing.' }),
    })
    .meta({ id: 'NewBulkChange' }),
  answer: { status: 202, body: bulkChangeView },
  refusals: [
    'bulk-change.network-profile-of-another-plan',
    'bulk-change.nobody-meant',
    'bulk-change.move-missing',
    'bulk-change.not-for-action',
    'bulk-change.suspension-missing',
    'bulk-change.target-missing',
    'plan.not-available-yet',
    'plan.version-unknown',
    'reference.access-node-unknown',
    'reference.plan-unknown',
    'reference.site-unknown',
    'service.until-not-after',
  ],
});

export const listBulkChanges = defineRoute({
  method: 'GET',
  path: '/bulk-changes',
  permission: 'services:read',
  summary: 'List bulk changes',
  tag,
  query: listQuery,
  answer: { status: 200, body: pageOf(bulkChangeView) },
});

const params = z.object({ id });

export const getBulkChange = defineRoute({
  method: 'GET',
  path: '/bulk-changes/{id}',
  permission: 'services:read',
  summary: 'Read a bulk change with its survey, its progress and its failures',
  tag,
  params,
  answer: {
    status: 200,
    body: bulkChangeView
      .extend({
        services: z.array(surveyedService).meta({
          description: 'Who is touched, as surveyed; the first thousand. `survey.services` counts all.',
        }),
      })
      .meta({ id: 'BulkChangeWithServices' }),
  },
  refusals: ['bulk-change.unknown'],
  versioned: true,
});

const steered = { status: 202, body: bulkChangeView } as const;

export const startBulkChange = defineRoute({
  method: 'POST',
  path: '/bulk-changes/{id}/start',
  permission: 'bulk-changes:write',
  summary:
    'Carry out what a dry run has found: those whom it found and nobody else, each looked at once more',
  tag,
  params,
  answer: steered,
  refusals: [
    'bulk-change.unknown',
    'bulk-change.nobody-touched',
    'bulk-change.not-surveyed',
    'service.until-not-after',
  ],
  versioned: true,
});

export const pauseBulkChange = defineRoute({
  method: 'POST',
  path: '/bulk-changes/{id}/pause',
  permission: 'bulk-changes:operate',
  summary: 'Order no more services until it is resumed',
  tag,
  params,
  answer: steered,
  refusals: ['bulk-change.unknown', 'bulk-change.ended'],
  versioned: true,
});

export const resumeBulkChange = defineRoute({
  method: 'POST',
  path: '/bulk-changes/{id}/resume',
  permission: 'bulk-changes:operate',
  summary: 'Go on where it was paused or broke off',
  tag,
  params,
  answer: steered,
  refusals: ['bulk-change.unknown', 'bulk-change.ended'],
  versioned: true,
});

export const cancelBulkChange = defineRoute({
  method: 'POST',
  path: '/bulk-changes/{id}/cancel',
  permission: 'bulk-changes:operate',
  summary: 'Order no more services; those that were changed keep it',
  tag,
  params,
  answer: steered,
  refusals: ['bulk-change.unknown', 'bulk-change.ended'],
  versioned: true,
});

export const retryBulkChange = defineRoute({
  method: 'POST',
  path: '/bulk-changes/{id}/retry-failed',
  permission: 'bulk-changes:write',
  summary: 'Order those services anew that failed',
  tag,
  params,
  answer: steered,
  refusals: ['bulk-change.unknown', 'bulk-change.not-ended', 'bulk-change.nothing-failed'],
  versioned: true,
});
