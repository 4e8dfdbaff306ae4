import type { RoundExecution } from '../contracts/round.ts';
import type { Ports } from '../ports/ports.ts';

/** Starts the state machine of a round, named by its run so that each runs once however often this is asked. */
export async function beginRound(
  { workflow }: { readonly workflow: Pick<Ports['workflow'], 'start'> },
  execution: RoundExecution,
): Promise<void> {
  const { roundId, run } = execution;
  await workflow.start('reach-many', `${roundId}-${run}`, execution);
}
