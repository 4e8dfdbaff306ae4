import { type BillingRun, billingRunAggregate } from '../domain/billing/run.ts';
import { type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { loadKnown } from './load.ts';
import { startBillingRun } from './start-billing-run.ts';

/** Starts a run that issues what a dry run found, to whom it still holds. */
export async function issueBillingRun(
  ports: Pick<Ports, 'store' | 'ids' | 'workflow' | 'archive'>,
  previewId: string,
  context: Context,
): Promise<Result<Stored<BillingRun>>> {
  const preview = await loadKnown(ports.store, billingRunAggregate, previewId);
  if (!preview.ok) return preview;
  const { dryRun, state, on, whatIf } = preview.value.state;
  if (!dryRun) {
    return refuse('billing-run.not-a-dry-run', `The run ${previewId} has issued its invoices itself.`);
  }
  if (whatIf === true) {
    return refuse(
      'billing-run.supposition-issued',
      `What the run ${previewId} found rests on a supposition, which nobody agreed to; set it, and look at a dry run.`,
    );
  }
  if (state !== 'completed') {
    return refuse(
      'billing-run.not-completed',
      `The dry run ${previewId} is ${state}; only what a completed one found can be issued.`,
    );
  }
  return startBillingRun(ports, { on, dryRun: false, previewId }, context);
}
