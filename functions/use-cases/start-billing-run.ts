import type { BillingExecution } from '../contracts/billing-run.ts';
import type { Day } from '../contracts/scalars.ts';
import { billingAccountAggregate } from '../domain/billing/account.ts';
import { type BillingRun, type BillingRunEvent, billingRunAggregate } from '../domain/billing/run.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { createOne } from './write-one.ts';

/** Somewhere a day begins this much before it does in UTC. */
const firstZoneOffset = 14 * 3_600_000;

export interface RunWish {
  readonly on: Day;
  readonly dryRun: boolean;
  /** The dry run whose result is issued. */
  readonly previewId?: string;
}

/**
 * Starts a billing run. The workflow is started first and opens the run itself if this is cut off: so no run is ever on
 * record that nobody works on.
 */
export async function startBillingRun(
  { store, ids, workflow }: Pick<Ports, 'store' | 'ids' | 'workflow'>,
  { on, dryRun, previewId }: RunWish,
  context: Context,
): Promise<Result<Stored<BillingRun>>> {
  const latest = new Date(Date.parse(context.now) + firstZoneOffset).toISOString().slice(0, 10);
  if (!dryRun && on > latest) {
    return refuse(
      'billing-run.day-not-begun',
      `${on} has not begun anywhere; bill it when it has, or ask for a dry run.`,
      '/on',
    );
  }
  const runId = ids.next('run');
  const due = await countDue(store, on);
  const execution: BillingExecution = { runId, on, dryRun, previewId: previewId ?? null };
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
      }),
    ],
    context,
  );
  if (created.ok || created.refusal.code !== 'store.version-conflict') return created;
  const opened = await store.load(billingRunAggregate, runId);
  return opened === undefined ? created : done(opened);
}

/** For how many something is due up to a day. */
export function countDue(store: Store, on: Day): Promise<number> {
  return store.count(billingAccountAggregate.type, { by: 'due', dueOnOrBefore: on });
}

export function runStarted(
  data: Extract<BillingRunEvent, { type: 'billing-run.started' }>['data'],
): BillingRunEvent {
  return { type: 'billing-run.started', data };
}
