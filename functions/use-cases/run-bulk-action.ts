import type { BulkActionExecution } from '../contracts/bulk-action.ts';
import type { Ports } from '../ports/ports.ts';

/** Starts the state machine of a bulk action, named by its run so that each runs once however often this is asked. */
export async function runBulkAction(
  { workflow }: { readonly workflow: Pick<Ports['workflow'], 'start'> },
  execution: BulkActionExecution,
): Promise<void> {
  const { bulkActionId, run } = execution;
  await workflow.start('run-bulk-action', `${bulkActionId}-${run}`, execution);
}
