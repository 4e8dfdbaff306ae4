import * as z from 'zod';
import {
  cuttingLimits,
  dunningHold,
  dunningRuleWire,
  dunningStepKind,
  invoiceDispute,
  paymentPlan,
  paymentPromise,
  takenStep,
  unmatchedLimit,
} from '../dunning.ts';
import { pageOf, pageQuery, pageQueryBy } from '../page.ts';
import { defineRoute, file } from '../route.ts';
import { day, id, instant, moneyWire } from '../scalars.ts';

const tag = 'Dunning';
const params = z.object({ id });

/** The dunning policy as the API shows it. */
export const dunningPolicyView = z
  .object({
    versions: z
      .array(
        z.object({
          from: day,
          rules: z.array(dunningRuleWire),
          unmatchedLimit: z.int(),
          ...cuttingLimits,
        }),
      )
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

const newDunningPolicy = z
  .strictObject({
    rules: z.array(dunningRuleWire).max(100).meta({
      description:
        'The rule of the subscriber’s category comes before the one for all; a rule without steps exempts.',
    }),
    unmatchedLimit,
    ...cuttingLimits,
    from: day.optional().meta({ description: 'A day that is not over; today (UTC) if left out.' }),
  })
  .meta({ id: 'NewDunningPolicy' });

export const setDunningPolicy = defineRoute({
  method: 'PUT',
  path: '/settings/dunning-policy',
  permission: 'billing:write',
  summary: 'Set what happens to subscribers who do not pay, from a day on',
  tag,
  body: newDunningPolicy,
  answer: { status: 200, body: dunningPolicyView },
  refusals: [
    'dunning-policy.balance-not-positive',
    'dunning-policy.day-past',
    'dunning-policy.fee-not-positive',
    'dunning-policy.holidays-unknown',
    'money.too-large',
    'money.too-precise',
  ],
  versioned: true,
});

/** How far a subscriber who has not paid was taken. */
export const dunningView = z
  .object({
    subscriberId: id,
    openSince: day.optional().meta({ description: 'Left out while nothing is open.' }),
    taken: z.array(takenStep).meta({ description: 'Steps taken since then, in their order.' }),
    hold: dunningHold.optional(),
    promise: paymentPromise.optional(),
    plan: paymentPlan
      .extend({
        total: moneyWire,
        instalments: z.array(z.object({ on: day, amount: moneyWire })),
      })
      .optional()
      .meta({
        description: 'In which instalments what was open is paid; no step is taken for it while they are.',
      }),
    disputed: z.array(invoiceDispute).optional().meta({
      description: 'Invoices of which the subscriber says that they are wrong; no step is taken for them.',
    }),
    brokenPromises: z.int().optional().meta({ description: 'For what is open now.' }),
    cut: z.array(id).meta({ description: 'Services of which a step took something, not restored yet.' }),
    handedOverOn: day
      .optional()
      .meta({ description: 'Since then the debt is listed for whoever collects it.' }),
    lowSince: day
      .optional()
      .meta({ description: 'Since then the balance of who pays before runs low, and that was told.' }),
    level: takenStep
      .pick({ kind: true, rate: true, blocks: true })
      .optional()
      .meta({ description: 'What was taken of them by the harshest step.' }),
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
      .enum([
        'nothing-due',
        'exempt',
        'held',
        'promised',
        'disputed',
        'below-minimum',
        'credit',
        'unmatched-payment',
        'charge-under-way',
        'charge-to-come',
        'outside-weekdays',
        'holiday',
        'outside-hours',
        'daily-limit',
      ])
      .optional(),
    stepId: z.string().optional(),
    invoiceId: id.optional(),
    owed: moneyWire.optional(),
    hold: dunningHold.optional(),
  })
  .meta({ id: 'ForeseenDunning' });
export type ForeseenDunning = z.infer<typeof foreseenDunning>;

const previewQuery = pageQueryBy(/^\d{4}-\d{2}-\d{2}#/).extend({
  on: day.optional().meta({ description: 'Tomorrow (UTC) if left out; by what is open now.' }),
});

const dunningPreview = pageOf(foreseenDunning)
  .extend({
    on: day,
    stopped: z.string().optional().meta({ description: 'Why no step is taken for anybody at present.' }),
  })
  .meta({ id: 'DunningPreview' });

export const previewDunning = defineRoute({
  method: 'GET',
  path: '/dunning/preview',
  permission: 'billing:read',
  summary: 'Who would be reminded or suspended on a day and why, and why the others would not',
  tag,
  query: previewQuery,
  answer: {
    status: 200,
    body: dunningPreview,
  },
});

export const simulateDunning = defineRoute({
  method: 'POST',
  path: '/dunning/preview',
  permission: 'billing:read',
  summary: 'Who would be reminded or suspended on a day under a policy that is not set; nothing is changed',
  tag,
  query: previewQuery,
  body: newDunningPolicy,
  answer: { status: 200, body: dunningPreview },
  refusals: [
    'dunning-policy.balance-not-positive',
    'dunning-policy.day-past',
    'dunning-policy.fee-not-positive',
    'dunning-policy.holidays-unknown',
    'money.too-large',
    'money.too-precise',
  ],
});

/** Whether dunning takes steps at present, as the API shows it. */
export const dunningStatusView = z
  .object({
    isStopped: z
      .boolean()
      .meta({ description: 'No step is taken for anybody; who pays is restored all the same.' }),
    because: z
      .enum(['unmatched-payments', 'intake-silent', 'messages-refused', 'provider-unreachable', 'clock'])
      .optional(),
    words: z.string().optional().meta({ description: 'What seems suspect, and what to do.' }),
    override: z.object({ until: instant, reason: z.string() }).optional(),
    watched: z.int().meta({ description: 'How many owe something, or are not restored yet.' }),
  })
  .meta({ id: 'DunningStatus' });
export type DunningStatusView = z.infer<typeof dunningStatusView>;

export const getDunningStatus = defineRoute({
  method: 'GET',
  path: '/dunning',
  permission: 'billing:read',
  summary: 'Read whether dunning takes steps at present, and why it has stopped itself',
  tag,
  answer: { status: 200, body: dunningStatusView },
});

export const overrideDunningStop = defineRoute({
  method: 'POST',
  path: '/dunning/override',
  permission: 'billing:write',
  summary: 'Have steps taken until an instant although something seems suspect: somebody has looked',
  tag,
  body: z
    .strictObject({
      until: instant.meta({ description: 'Within the next seven days.' }),
      reason: z.string().trim().min(1).max(500),
    })
    .meta({ id: 'NewDunningOverride' }),
  answer: { status: 200, body: dunningPolicyView },
  refusals: ['dunning-policy.unknown', 'dunning.override-span'],
  versioned: true,
});

/** A debt that is handed over. */
export const handOverView = z
  .object({
    subscriberId: id,
    number: z.string(),
    name: z.string(),
    handedOverOn: day,
    open: moneyWire,
    invoices: z.array(z.object({ invoiceId: id, number: z.string(), dueOn: day, open: moneyWire })),
  })
  .meta({ id: 'HandOver' });
export type HandOverView = z.infer<typeof handOverView>;

export const listHandOvers = defineRoute({
  method: 'GET',
  path: '/dunning/hand-overs',
  permission: 'billing:read',
  summary: 'List the debts that are handed over for collection; what is paid leaves the list by itself',
  tag,
  query: pageQuery,
  answer: { status: 200, body: pageOf(handOverView) },
});

export const exportHandOvers = defineRoute({
  method: 'GET',
  path: '/dunning/hand-overs/csv',
  permission: 'billing:read',
  summary: 'The debts that are handed over for a spreadsheet or a collector, one invoice a line',
  tag,
  query: pageQuery,
  answer: { status: 200, body: file, content: 'text/csv' },
});

export const promisePayment = defineRoute({
  method: 'POST',
  path: '/subscribers/{id}/payment-promises',
  permission: 'billing:write',
  summary: 'Take a promise to pay what is overdue until a day: no step is taken before it is over',
  tag,
  params,
  body: paymentPromise.omit({ madeOn: true }).meta({ id: 'NewPaymentPromise' }),
  answer: { status: 201, body: dunningView },
  refusals: [
    'dunning.nothing-overdue',
    'dunning.promise-broken',
    'dunning.promise-day',
    'dunning.promises-not-taken',
    'subscriber.unknown',
  ],
});

export const agreePaymentPlan = defineRoute({
  method: 'POST',
  path: '/subscribers/{id}/payment-plans',
  permission: 'billing:write',
  summary:
    'Have all that is open paid in instalments: while they are, no step is taken for it and services are back',
  tag,
  params,
  body: z
    .strictObject({
      instalments: z.int().min(2).max(36),
      firstOn: day,
      every: z.enum(['week', 'month']).default('month'),
      note: z.string().trim().min(1).max(500).optional(),
    })
    .meta({ id: 'NewPaymentPlan' }),
  answer: { status: 201, body: dunningView },
  refusals: [
    'dunning.plans-not-taken',
    'dunning.plan-running',
    'dunning.nothing-open',
    'dunning.plan-too-long',
    'dunning.plan-day',
    'subscriber.unknown',
  ],
});

export const cancelPaymentPlan = defineRoute({
  method: 'DELETE',
  path: '/subscribers/{id}/payment-plans',
  permission: 'billing:write',
  summary: 'End the payment plan that runs: what is open is dunned again',
  tag,
  params,
  answer: { status: 200, body: dunningView },
  refusals: ['dunning.no-plan', 'subscriber.unknown'],
});

export const disputeInvoice = defineRoute({
  method: 'POST',
  path: '/subscribers/{id}/invoice-disputes',
  permission: 'billing:write',
  summary:
    'Note that a subscriber says an invoice is wrong: no step is taken for it, what was taken is back, and it is not charged',
  tag,
  params,
  body: invoiceDispute.pick({ invoiceId: true, reason: true }).meta({ id: 'NewInvoiceDispute' }),
  answer: { status: 201, body: dunningView },
  refusals: ['dunning.invoice-not-open', 'subscriber.unknown'],
});

export const endInvoiceDispute = defineRoute({
  method: 'DELETE',
  path: '/subscribers/{id}/invoice-disputes/{invoiceId}',
  permission: 'billing:write',
  summary: 'End the dispute of an invoice: what is open of it is dunned again',
  tag,
  params: params.extend({ invoiceId: id }),
  answer: { status: 200, body: dunningView },
  refusals: ['dunning.invoice-not-disputed', 'subscriber.unknown'],
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
