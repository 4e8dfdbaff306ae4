import * as z from 'zod';
import { dunningHold, dunningRuleWire, dunningStepKind, takenStep, unmatchedLimit } from '../dunning.ts';
import { pageOf, pageQueryBy } from '../page.ts';
import { defineRoute } from '../route.ts';
import { day, id, instant, moneyWire } from '../scalars.ts';

const tag = 'Dunning';
const params = z.object({ id });

/** The dunning policy as the API shows it. */
export const dunningPolicyView = z
  .object({
    versions: z
      .array(z.object({ from: day, rules: z.array(dunningRuleWire), unmatchedLimit: z.int() }))
      .meta({ description: 'By their days; of those that have begun the last one is in force.' }),
    setAt: instant.optional(),
  })
  .meta({ id: 'DunningPolicy' });
export type DunningPolicyView = z.infer<typeof dunningPolicyView>;

export const getDunningPolicy = defineRoute({
  method: 'GET',
  path: '/settings/dunning-policy',
  permission: 'billing:read',
  summary: 'Read what happens to subscribers who do not pay; before it is set, nothing does',
  tag,
  answer: { status: 200, body: dunningPolicyView },
  versioned: true,
});

export const setDunningPolicy = defineRoute({
  method: 'PUT',
  path: '/settings/dunning-policy',
  permission: 'billing:write',
  summary: 'Set what happens to subscribers who do not pay, from a day on',
  tag,
  body: z
    .strictObject({
      rules: z.array(dunningRuleWire).max(100).meta({
        description:
          'The rule of the subscriber’s category comes before the one for all; a rule without steps exempts.',
      }),
      unmatchedLimit,
      from: day.optional().meta({ description: 'A day that is not over; today (UTC) if left out.' }),
    })
    .meta({ id: 'NewDunningPolicy' }),
  answer: { status: 200, body: dunningPolicyView },
  refusals: ['dunning-policy.day-past', 'money.too-large', 'money.too-precise'],
  versioned: true,
});

/** How far a subscriber who has not paid was taken. */
export const dunningView = z
  .object({
    subscriberId: id,
    openSince: day.optional().meta({ description: 'Left out while nothing is open.' }),
    taken: z.array(takenStep).meta({ description: 'Steps taken since then, in their order.' }),
    hold: dunningHold.optional(),
    cut: z.array(id).meta({ description: 'Services suspended by a step and not restored yet.' }),
  })
  .meta({ id: 'Dunning' });
export type DunningView = z.infer<typeof dunningView>;

export const getDunning = defineRoute({
  method: 'GET',
  path: '/subscribers/{id}/dunning',
  permission: 'billing:read',
  summary: 'How far a subscriber who has not paid was taken',
  tag,
  params,
  answer: { status: 200, body: dunningView },
  refusals: ['subscriber.unknown'],
});

/** What a run would do with one subscriber. */
export const foreseenDunning = z
  .object({
    subscriberId: id,
    number: z.string(),
    name: z.string(),
    action: z.enum([...dunningStepKind.options, 'none']),
    why: z.string().meta({ description: 'In words for staff.' }),
    spared: z
      .enum(['nothing-due', 'exempt', 'held', 'below-minimum', 'credit', 'unmatched-payment'])
      .optional(),
    stepId: z.string().optional(),
    invoiceId: id.optional(),
    owed: moneyWire.optional(),
    hold: dunningHold.optional(),
  })
  .meta({ id: 'ForeseenDunning' });
export type ForeseenDunning = z.infer<typeof foreseenDunning>;

export const previewDunning = defineRoute({
  method: 'GET',
  path: '/dunning/preview',
  permission: 'billing:read',
  summary: 'Who would be reminded or suspended on a day and why, and why the others would not',
  tag,
  query: pageQueryBy(/^\d{4}-\d{2}-\d{2}#/).extend({
    on: day.optional().meta({ description: 'Tomorrow (UTC) if left out; by what is open now.' }),
  }),
  answer: {
    status: 200,
    body: pageOf(foreseenDunning)
      .extend({
        on: day,
        stopped: z.string().optional().meta({ description: 'Why no step is taken for anybody at present.' }),
      })
      .meta({ id: 'DunningPreview' }),
  },
});

export const holdDunning = defineRoute({
  method: 'POST',
  path: '/dunning/holds',
  permission: 'billing:write',
  summary: 'Take no step for a subscriber before a day; what was done already stays until it is paid',
  tag,
  body: dunningHold.extend({ subscriberId: id }).meta({ id: 'NewDunningHold' }),
  answer: { status: 201, body: dunningView },
  refusals: ['subscriber.unknown'],
});

export const liftDunningHold = defineRoute({
  method: 'DELETE',
  path: '/dunning/holds/{id}',
  permission: 'billing:write',
  summary: 'Let the steps for a subscriber go on before the day; the id is the subscriber’s',
  tag,
  params,
  answer: { status: 204, body: z.void() },
  refusals: ['subscriber.unknown'],
});
