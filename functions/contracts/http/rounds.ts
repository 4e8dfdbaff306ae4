import * as z from 'zod';
import { namedServicesAtMost } from '../bulk-change.ts';
import { noticeLanguage } from '../notification.ts';
import { listQuery, pageOf } from '../page.ts';
import { roundFailure, roundState, roundWish, toldCounts } from '../round.ts';
import { defineRoute } from '../route.ts';
import { id, instant } from '../scalars.ts';

const tag = 'Rounds';

const countsByReason = z.record(z.string(), z.int());

export const roundView = z
  .object({
    id,
    state: roundState,
    ...roundWish.shape,
    survey: z.object({
      complete: z.boolean().meta({ description: 'Whether everybody was looked at.' }),
      subscribers: z.int().meta({ description: 'For whom it is done.' }),
      email: z.int().meta({ description: 'Who are written to by mail.' }),
      sms: z.int().meta({ description: 'Who get a text message.' }),
      leftOut: countsByReason.meta({ description: 'Who were meant and are left out, by reason.' }),
    }),
    counts: z.object({ toDo: z.int(), done: z.int(), failed: z.int(), leftOut: countsByReason }),
    told: toldCounts,
    failuresByCode: countsByReason,
    failures: z
      .array(roundFailure)
      .meta({ description: 'For whom it could not be done and why; the first two hundred.' }),
    reason: z.string().optional().meta({ description: 'Why the platform could not go on.' }),
    requestedAt: instant,
    endedAt: instant.optional(),
    updatedAt: instant,
  })
  .meta({ id: 'Round' });
export type RoundView = z.infer<typeof roundView>;

export const requestRound = defineRoute({
  method: 'POST',
  path: '/rounds',
  permission: 'rounds:write',
  summary: 'See what a message to many subscribers, or tags for them, would come to',
  tag,
  body: z
    .strictObject({
      ...roundWish.shape,
      serviceIds: z
        .array(id)
        .min(1)
        .max(namedServicesAtMost)
        .optional()
        .meta({ description: 'Means the subscribers who have these services.' }),
    })
    .meta({ id: 'NewRound' }),
  answer: { status: 202, body: roundView },
  refusals: [
    'notice-template.place-unknown',
    'round.language-twice',
    'round.nobody-meant',
    'round.nothing-to-do',
  ],
});

export const listRounds = defineRoute({
  method: 'GET',
  path: '/rounds',
  permission: 'subscribers:read',
  summary: 'List messages to many and tags for many',
  tag,
  query: listQuery,
  answer: { status: 200, body: pageOf(roundView) },
});

const params = z.object({ id });

export const getRound = defineRoute({
  method: 'GET',
  path: '/rounds/{id}',
  permission: 'subscribers:read',
  summary: 'Read a round with its survey, its progress and its failures',
  tag,
  params,
  answer: {
    status: 200,
    body: roundView
      .extend({
        found: z.array(id).meta({
          description: 'For whom it is done; the first thousand. `survey.subscribers` counts all.',
        }),
      })
      .meta({ id: 'RoundWithSubscribers' }),
  },
  refusals: ['round.unknown'],
  versioned: true,
});

export const previewMessage = defineRoute({
  method: 'GET',
  path: '/rounds/{id}/message',
  permission: 'subscribers:read',
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
  refusals: ['reference.subscriber-unknown', 'round.no-message', 'round.nobody-found', 'round.unknown'],
});

const steered = { status: 202, body: roundView } as const;

export const startRound = defineRoute({
  method: 'POST',
  path: '/rounds/{id}/start',
  permission: 'rounds:write',
  summary: 'Do it for those whom the survey found, and for nobody else',
  tag,
  params,
  answer: steered,
  refusals: ['round.unknown', 'round.not-surveyed'],
  versioned: true,
});

export const pauseRound = defineRoute({
  method: 'POST',
  path: '/rounds/{id}/pause',
  permission: 'rounds:write',
  summary: 'Serve nobody else until it is resumed',
  tag,
  params,
  answer: steered,
  refusals: ['round.unknown', 'round.ended'],
  versioned: true,
});

export const resumeRound = defineRoute({
  method: 'POST',
  path: '/rounds/{id}/resume',
  permission: 'rounds:write',
  summary: 'Go on where it was paused or broke off',
  tag,
  params,
  answer: steered,
  refusals: ['round.unknown', 'round.ended'],
  versioned: true,
});

export const cancelRound = defineRoute({
  method: 'POST',
  path: '/rounds/{id}/cancel',
  permission: 'rounds:write',
  summary: 'Serve nobody else; what was done stays',
  tag,
  params,
  answer: steered,
  refusals: ['round.unknown', 'round.ended'],
  versioned: true,
});
