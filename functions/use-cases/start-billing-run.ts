import type { BegunRun, BillingExecution, Supposition } from '../contracts/billing-run.ts';
import type { Day, Instant } from '../contracts/scalars.ts';
import { billingAccountAggregate } from '../domain/billing/account.ts';
import { type BillingRun, type BillingRunEvent, billingRunAggregate } from '../domain/billing/run.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored, Where } from '../ports/store.ts';
import { keepSupposition } from './preview-batch.ts';
import { createOne } from './write-one.ts';

/** Somewhere a day begins this much before it does in UTC. */
const firstZoneOffset = 14 * 3_600_000;

export interface RunWish {
  readonly on: Day;
  readonly dryRun: boolean;
  /** The dry run whose result is issued. */
  readonly previewId?: string;
  readonly whatIf?: Supposition | undefined;
}

/**
 * Starts a billing run. The workflow is started first and opens the run itself if this is cut off: so no run is ever on
 * record that nobody works on.
 */
export async function startBillingRun(
  { store, ids, workflow, archive }: Pick<Ports, 'store' | 'ids' | 'workflow' | 'archive'>,
  { on, dryRun, previewId, whatIf }: RunWish,
  context: Context,
): Promise<Result<Stored<BillingRun>>> {
  if (!dryRun && on > latestDay(context.now)) {
    return refuse(
      'billing-run.day-not-begun',
      `${on} has not begun anywhere; bill it when it has, or ask for a dry run.`,
      '/on',
    );
  }
  if (whatIf !== undefined && !dryRun) {
    return refuse(
      'billing-run.supposition-issued',
      'What is supposed can be looked at and not issued: ask for a dry run.',
      '/dryRun',
    );
  }
  const runId = ids.next('run');
  if (whatIf !== undefined) await keepSupposition({ archive }, runId, whatIf);
  const due = await countDue(store, dueUpTo(on));
  const execution: BillingExecution = {
    runId,
    on,
    dryRun,
    previewId: previewId ?? null,
    whatIf: whatIf !== undefined,
  };
  await workflow.start('run-billing', runId, execution);
  const created = await createOne(
    store,
    billingRunAggregate,
    runId,
    [
      runStarted({
        on,
        dryRun,
        startedBy: { kind: 'request' },
        due,
        ...(previewId === undefined ? {} : { previewId }),
        ...(whatIf === undefined ? {} : { whatIf: true }),
      }),
    ],
    context,
  );
  if (created.ok || created.refusal.code !== 'store.version-conflict') return created;
  const opened = await store.load(billingRunAggregate, runId);
  return opened === undefined ? created : done(opened);
}

/** The latest day that has begun anywhere. */
export function latestDay(at: Instant): Day {
  return new Date(Date.parse(at) + firstZoneOffset).toISOString().slice(0, 10);
}

/** Who is due: accounts by the instant at which their next billing day begins. */
export type DueSpan = Pick<BegunRun, 'dueAfter' | 'dueUntil'>;

/** Whoever a day, or one before it, has anything due for: it ends up to half a day later than in UTC. */
export function dueUpTo(on: Day): DueSpan {
  return { dueAfter: null, dueUntil: `${on}T23:59` };
}

export function dueIn({ dueAfter, dueUntil }: DueSpan) {
  return {
    by: 'due',
    dueOnOrBefore: dueUntil,
    ...(dueAfter === null ? {} : { dueAfter }),
  } as const satisfies Where;
}

/** For how many something is due; where zones differ, a few for whom it is the day after are among them. */
export function countDue(store: Store, span: DueSpan): Promise<number> {
  return store.count(billingAccountAggregate.type, dueIn(span));
}

export function runStarted(
  data: Extract<BillingRunEvent, { type: 'billing-run.started' }>['data'],
): BillingRunEvent {
  return { type: 'billing-run.started', data };
}
