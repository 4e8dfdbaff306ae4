import type {
  RunDifference,
  RunDifferences,
  RunFailure,
  RunInvoice,
  RunState,
} from '../../contracts/billing-run.ts';
import type { BillingRunBatchBilled } from '../../contracts/events/billing-run-batch-billed.ts';
import type { BillingRunCompleted } from '../../contracts/events/billing-run-completed.ts';
import type { BillingRunFailed } from '../../contracts/events/billing-run-failed.ts';
import type { BillingRunStarted } from '../../contracts/events/billing-run-started.ts';
import type { Day, Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { greatestOf } from './run-difference.ts';

export type BillingRunEvent =
  | BillingRunStarted
  | BillingRunBatchBilled
  | BillingRunCompleted
  | BillingRunFailed;

/** Failures that the run itself shows; its history has them all. */
const failuresShown = 200;

/** Billing everyone who is due on a day. */
export interface BillingRun {
  readonly state: RunState;
  readonly on: Day;
  readonly dryRun: boolean;
  readonly startedBy: BillingRunStarted['data']['startedBy'];
  readonly startedAt: Instant;
  readonly endedAt?: Instant;
  /** The dry run whose result is issued. */
  readonly previewId?: string | undefined;
  /** What it finds rests on a supposition. */
  readonly whatIf?: true | undefined;
  /** Subscribers who were due when it started. */
  readonly due?: number | undefined;
  readonly subscribers: number;
  readonly invoices: number;
  readonly failed: number;
  /** Sum of the invoices by currency, in minor units. */
  readonly totals: Readonly<Record<string, number>>;
  readonly failures: readonly RunFailure[];
  /** Batches that are counted already, so that a repeat counts nothing. */
  readonly batches: readonly string[];
  /** Of a dry run: how it differs from what was charged last. */
  readonly differences?: RunDifferences;
  /** Of a dry run: who differs most, the most first. */
  readonly greatest?: readonly RunDifference[];
  /** Of a supposition: the sum of what would be charged without it. */
  readonly presentTotals?: Readonly<Record<string, number>>;
  readonly reason?: string;
}

/** The schedule starts one run at a time, however often it fires. */
export function scheduledRunClaim(scheduledAt: Instant): { readonly kind: string; readonly value: string } {
  return { kind: 'scheduled-billing-run', value: scheduledAt };
}

export const billingRunAggregate: Aggregate<BillingRun, BillingRunEvent> = {
  type: 'billing-run',
  evolve(run, event, at) {
    if (event.type === 'billing-run.started') {
      return {
        ...event.data,
        state: 'running',
        startedAt: at,
        subscribers: 0,
        invoices: 0,
        failed: 0,
        totals: {},
        failures: [],
        batches: [],
      };
    }
    if (run === undefined) throw new Error(`${event.type} on a billing run that was not started`);
    switch (event.type) {
      case 'billing-run.batch-billed': {
        const { batch, subscribers, invoices, failures, differences, greatest, presentTotals } = event.data;
        return {
          ...run,
          subscribers: run.subscribers + subscribers,
          invoices: run.invoices + invoices.length,
          failed: run.failed + failures.length,
          totals: withTotals(run.totals, invoices),
          failures: [...run.failures, ...failures].slice(0, failuresShown),
          batches: [...run.batches, batch],
          ...(differences === undefined ? {} : { differences: added(run.differences, differences) }),
          ...(greatest === undefined ? {} : { greatest: greatestOf([...(run.greatest ?? []), ...greatest]) }),
          ...(presentTotals === undefined
            ? {}
            : {
                presentTotals: withTotals(
                  run.presentTotals ?? {},
                  Object.entries(presentTotals).map(([currency, total]) => ({ currency, total })),
                ),
              }),
        };
      }
      case 'billing-run.completed':
        return { ...run, state: 'completed', endedAt: at };
      case 'billing-run.failed':
        return { ...run, state: 'failed', endedAt: at, reason: event.data.reason };
    }
  },
};

function added(sums: RunDifferences | undefined, more: RunDifferences): RunDifferences {
  if (sums === undefined) return more;
  return {
    new: sums.new + more.new,
    gone: sums.gone + more.gone,
    changed: sums.changed + more.changed,
    unusuallyHigh: sums.unusuallyHigh + more.unusuallyHigh,
  };
}

function withTotals(
  totals: BillingRun['totals'],
  invoices: readonly Pick<RunInvoice, 'currency' | 'total'>[],
): Readonly<Record<string, number>> {
  const sums = new Map(Object.entries(totals));
  for (const { currency, total } of invoices) sums.set(currency, (sums.get(currency) ?? 0) + total);
  return Object.fromEntries(sums);
}

/** Counts a batch, once. */
export function countBatch(
  run: BillingRun,
  batch: BillingRunBatchBilled['data'],
): readonly BillingRunEvent[] {
  return run.batches.includes(batch.batch) ? [] : [{ type: 'billing-run.batch-billed', data: batch }];
}

export function completeRun(run: BillingRun): readonly BillingRunEvent[] {
  return run.state === 'running'
    ? [{ type: 'billing-run.completed', data: { subscribers: run.subscribers } }]
    : [];
}

export function failRun(run: BillingRun, reason: string): readonly BillingRunEvent[] {
  return run.state === 'running' ? [{ type: 'billing-run.failed', data: { reason } }] : [];
}
