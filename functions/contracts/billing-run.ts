import * as z from 'zod';
import { datedRules } from './billing-policy.ts';
import { invoiceLine } from './invoice.ts';
import { currencyCode, day, id, instant, money } from './scalars.ts';
import { taxRules } from './tax-rules.ts';

/** Other prices, taxes or rules of billing than hold, to see what would be charged by them. */
export const supposition = z.strictObject({
  /** Of plans, add-ons and equipment models by their ids, whatever price a service was sold at. */
  prices: z
    .array(z.strictObject({ itemId: id, price: money }))
    .min(1)
    .max(100)
    .optional(),
  taxRules: taxRules.optional(),
  billingPolicy: datedRules.optional(),
});
export type Supposition = z.infer<typeof supposition>;

/** An invoice that a run issued, or in a dry run would issue. Amounts in minor units. */
export const runInvoice = z.strictObject({
  invoiceId: id,
  number: z.string(),
  subscriberId: id,
  currency: currencyCode,
  total: z.int(),
  due: z.int(),
});
export type RunInvoice = z.infer<typeof runInvoice>;

export const runChange = z.enum(['new', 'gone', 'changed', 'same']).meta({ id: 'BillingRunChange' });
export type RunChange = z.infer<typeof runChange>;

/** How a dry run differs from what was charged last: subscribers by kind. */
export const runDifferences = z.strictObject({
  new: z.int().min(0),
  gone: z.int().min(0),
  changed: z.int().min(0),
  unusuallyHigh: z.int().min(0),
});
export type RunDifferences = z.infer<typeof runDifferences>;

/** What a dry run would charge a subscriber and what was charged last. Amounts in minor units. */
export const runDifference = z.strictObject({
  subscriberId: id,
  currency: currencyCode,
  total: z.int(),
  before: z.int().optional(),
});
export type RunDifference = z.infer<typeof runDifference>;

/** All that a dry run found for one subscriber who is due. Amounts in minor units. */
export const previewedSubscriber = z.strictObject({
  subscriberId: id,
  currency: currencyCode,
  total: z.int(),
  change: runChange,
  /** What the last run that charged the subscriber came to; of a supposition, what would be charged without it. */
  before: z.int().optional(),
  percent: z.number().optional(),
  isUnusuallyHigh: z.boolean(),
  invoices: z.array(
    z.strictObject({
      issuedOn: day,
      dueOn: day,
      total: z.int(),
      creditApplied: z.int(),
      due: z.int(),
      lines: z.array(invoiceLine),
    }),
  ),
});
export type PreviewedSubscriber = z.infer<typeof previewedSubscriber>;

/** A subscriber whom a run could not bill. The others are billed all the same, and the next run tries again. */
export const runFailure = z.strictObject({ subscriberId: id, code: z.string(), message: z.string() });
export type RunFailure = z.infer<typeof runFailure>;

export const runState = z.enum(['running', 'completed', 'failed']).meta({ id: 'BillingRunState' });
export type RunState = z.infer<typeof runState>;

/** Input of the state machine `run-billing`: a run that staff asked for, or the schedule's own instant. */
export const billingExecution = z.union([
  z.strictObject({
    runId: id,
    on: day,
    dryRun: z.boolean(),
    previewId: id.nullable().default(null),
    /** Whether the archive keeps a supposition for it. */
    whatIf: z.boolean().default(false),
  }),
  z.strictObject({ scheduledAt: z.iso.datetime({ offset: true }) }),
]);
export type BillingExecution = z.infer<typeof billingExecution>;

/** Answer of `begin`; null where the schedule finds nothing due. */
export const begunRun = z.strictObject({
  runId: id,
  on: day,
  dryRun: z.boolean(),
  /** The dry run whose result is issued, and nothing else; null for whatever is due. */
  previewId: id.nullable(),
  /** Whether what is found rests on a supposition, and is compared with what holds. */
  whatIf: z.boolean().default(false),
  /** Whose due instant lies after this one, null for no bound, and up to that one. */
  dueAfter: z.string().nullable(),
  dueUntil: z.string(),
});
export type BegunRun = z.infer<typeof begunRun>;

const batch = { batch: z.string().min(1), subscriberIds: z.array(id) };

/** Answer of `list`: subscribers in batches, and where the list goes on. */
export const dueBatches = z.strictObject({
  batches: z.array(z.strictObject(batch)),
  nextCursor: z.string().nullable(),
});
export type DueBatches = z.infer<typeof dueBatches>;

/**
 * What the state machine asks of the billing-step function. Every step is idempotent.
 * - `begin`: finds or opens the run, if there is anything for it to do.
 * - `list`: the next subscribers for whom something is due.
 * - `bill`: bills a batch of them, one by one; one that cannot be billed is noted and stops nobody.
 * - `give-up`: notes a batch that could not be billed at all.
 * - `complete`, `fail`: the run has ended.
 */
export const billingStep = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('begin'), execution: billingExecution }),
  z.strictObject({
    step: z.literal('list'),
    run: begunRun,
    cursor: z.string().nullable(),
    page: z.int().min(0),
  }),
  z.strictObject({ step: z.literal('bill'), run: begunRun, ...batch }),
  z.strictObject({
    step: z.literal('give-up'),
    run: begunRun,
    ...batch,
    error: z.string(),
    cause: z.string(),
  }),
  z.strictObject({ step: z.literal('complete'), runId: id }),
  z.strictObject({ step: z.literal('fail'), runId: id, error: z.string(), cause: z.string() }),
]);
export type BillingStep = z.infer<typeof billingStep>;

export const startedBy = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('request') }),
  z.strictObject({ kind: z.literal('schedule'), scheduledAt: instant }),
]);
