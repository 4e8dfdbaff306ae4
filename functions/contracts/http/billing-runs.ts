import * as z from 'zod';
import { runChange, runDifferences, runState, supposition } from '../billing-run.ts';
import { listQuery, pageOf, pageQueryBy } from '../page.ts';
import { defineRoute } from '../route.ts';
import { day, id, instant, moneyWire } from '../scalars.ts';
import { whose } from '../whose.ts';
import { invoiceLineView } from './invoices.ts';

const tag = 'Billing runs';

export const billingRunView = z
  .object({
    id,
    runId: id,
    state: runState,
    on: day,
    dryRun: z.boolean(),
    startedBy: z.enum(['request', 'schedule']),
    startedAt: instant,
    endedAt: instant.optional(),
    previewId: id.optional().meta({ description: 'The dry run whose result this run issues.' }),
    progress: z
      .object({
        due: z.int().meta({ description: 'Subscribers who were due when the run started.' }),
        done: z.int().meta({ description: 'Subscribers who were billed or named as failures.' }),
        perSecond: z.number().optional().meta({ description: 'Subscribers a second, up to `updatedAt`.' }),
        remainingSeconds: z
          .int()
          .optional()
          .meta({ description: 'From `updatedAt`, at that rate; 0 once the run has ended.' }),
      })
      .optional(),
    counts: z.object({
      subscribers: z.int(),
      invoices: z.int(),
      failed: z.int(),
    }),
    totals: z.array(moneyWire).meta({ description: 'Sum of the invoices, one per currency.' }),
    whatIf: z
      .object({ presentTotals: z.array(moneyWire) })
      .optional()
      .meta({ description: 'What is found rests on a supposition; the sum of what is charged without it.' }),
    failures: z
      .array(z.object({ subscriberId: id, code: z.string(), message: z.string() }))
      .meta({ description: 'Who could not be billed and why; the first two hundred.' }),
    differences: runDifferences.optional().meta({
      description:
        'Of a dry run: how many subscribers are new, gone, changed or unusually high against what was charged last. Unusually high is more than three times the median of the last six invoices, and at least a thousand minor units more.',
    }),
    greatest: z
      .array(z.object({ subscriberId: id, total: moneyWire, before: moneyWire.optional() }))
      .optional()
      .meta({
        description:
          'Of a dry run: who differs most from what was charged last, or from what is charged without what is supposed; the most first, at most twelve.',
      }),
    reason: z.string().optional().meta({ description: 'Why the run broke off.' }),
    updatedAt: instant,
  })
  .meta({ id: 'BillingRun' });
export type BillingRunView = z.infer<typeof billingRunView>;

export const startBillingRun = defineRoute({
  method: 'POST',
  path: '/billing-runs',
  permission: 'billing:write',
  summary: 'Bill everyone for whom something is due up to a day, or see what would come out',
  tag,
  body: z
    .strictObject({
      on: day,
      dryRun: z.boolean().default(false).meta({ description: 'Computes and issues nothing.' }),
      whatIf: z
        .strictObject({
          prices: z
            .array(z.strictObject({ itemId: id, price: moneyWire }))
            .min(1)
            .max(100)
            .optional()
            .meta({ description: 'Of plans, add-ons and equipment models, whatever a service was sold at.' }),
          taxRules: supposition.shape.taxRules,
          billingPolicy: supposition.shape.billingPolicy.meta({
            description: 'Rules from a day on, in the place of those that are set from that day on.',
          }),
        })
        .refine((what) => Object.values(what).some((given) => given !== undefined), {
          message: 'must suppose something: prices, taxRules or billingPolicy',
        })
        .optional()
        .meta({
          description:
            'Other prices, taxes or rules than hold, for a dry run. What would be charged by them is compared with what would be charged without, and can never be issued. A day to come has everything charged that falls due until then.',
        }),
    })
    .meta({ id: 'NewBillingRun' }),
  answer: { status: 202, body: billingRunView },
  refusals: [
    'billing-run.day-not-begun',
    'billing-run.supposition-issued',
    'money.too-large',
    'money.too-precise',
  ],
});

export const listBillingRuns = defineRoute({
  method: 'GET',
  path: '/billing-runs',
  permission: 'billing:read',
  summary: 'List billing runs',
  tag,
  query: listQuery,
  answer: { status: 200, body: pageOf(billingRunView) },
});

const runInvoiceView = z.object({
  invoiceId: id.optional().meta({ description: 'Left out in a dry run.' }),
  number: z.string().optional(),
  subscriberId: id,
  total: moneyWire,
  amountDue: moneyWire,
});

export const getBillingRun = defineRoute({
  method: 'GET',
  path: '/billing-runs/{id}',
  permission: 'billing:read',
  summary: 'Read a billing run with its counts, invoices and failures',
  tag,
  params: z.object({ id }),
  answer: {
    status: 200,
    body: billingRunView
      .extend({
        invoices: z
          .array(runInvoiceView)
          .meta({ description: 'The first thousand; `counts.invoices` counts all.' }),
      })
      .meta({ id: 'BillingRunWithInvoices' }),
  },
  refusals: ['billing-run.unknown'],
});

export const listPreviewedSubscribers = defineRoute({
  method: 'GET',
  path: '/billing-runs/{id}/invoices',
  permission: 'billing:read',
  summary: 'What a dry run would issue, subscriber by subscriber, and how that differs from the last time',
  tag,
  params: z.object({ id }),
  query: pageQueryBy(/^\d{1,9}$/).pick({ cursor: true }),
  answer: {
    status: 200,
    body: pageOf(
      z
        .object({
          subscriberId: id,
          ...whose.shape,
          total: moneyWire,
          change: runChange,
          before: moneyWire.optional().meta({
            description: 'What was charged last; of a supposition, what is charged without it.',
          }),
          percent: z.number().optional(),
          isUnusuallyHigh: z.boolean(),
          invoices: z.array(
            z.object({
              issuedOn: day,
              dueOn: day,
              total: moneyWire,
              creditApplied: moneyWire,
              amountDue: moneyWire,
              lines: z.array(invoiceLineView),
            }),
          ),
        })
        .meta({ id: 'PreviewedSubscriber' }),
    ),
  },
  refusals: ['billing-run.unknown', 'billing-run.not-a-dry-run'],
});

export const issueBillingRun = defineRoute({
  method: 'POST',
  path: '/billing-runs/{id}/issue',
  permission: 'billing:write',
  summary:
    'Issue what a dry run found; whose result has changed since is named among the failures and not billed',
  tag,
  params: z.object({ id }),
  answer: { status: 202, body: billingRunView },
  refusals: [
    'billing-run.unknown',
    'billing-run.not-a-dry-run',
    'billing-run.not-completed',
    'billing-run.supposition-issued',
    'billing-run.day-not-begun',
  ],
});
