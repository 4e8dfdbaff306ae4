import type { BulkChangeExecution } from '../contracts/bulk-change.ts';
import type { Ports } from '../ports/ports.ts';

/** Starts the state machine of a bulk change, named by its run so that each runs once however often this is asked. */
export async function startBulkChange(
  { workflow }: { readonly workflow: Pick<Ports['workflow'], 'start'> },
  execution: BulkChangeExecution,
): Promise<void> {
  const { bulkChangeId, run } = execution;
  await workflow.start('change-many', `${bulkChangeId}-${run}`, execution);
}
