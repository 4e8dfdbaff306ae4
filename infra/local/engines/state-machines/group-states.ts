import type { Branch } from './branch.ts';
import type { Flow, MapState, ParallelState, State } from './definition.ts';
import type { Run } from './execution.ts';
import { Group, type GroupWork } from './group.ts';
import { evaluated, type Left, leave, numberOf, scopeOf } from './scope.ts';
import { StateError } from './state-error.ts';

/** AWS runs at most so many items of an inline Map at once. */
const inlineConcurrency = 40;
const distributedConcurrency = 10_000;

/** A Map or a Parallel: runs its children to their end, or to the first failure that is not tolerated. */
export async function performGroup(branch: Branch, state: MapState | ParallelState, run: Run): Promise<Left> {
  if (branch.group === undefined) {
    const work = await (state.type === 'Map' ? mapWork(branch, state) : parallelWork(branch, state));
    branch.reset('children');
    branch.work = work;
    branch.group = new Group(work);
    run.record(branch, state);
  }
  const { group } = branch;
  for (const child of group.running) run.drive(child);
  makeChildren(branch, state, group, run);
  const output = await branch.park(group.finished.promise);
  branch.checkAlive();
  return await leave(branch, state, { result: output }, output);
}

/** A child has ended: makes room for the next. */
export function childSettled(parent: Branch, child: Branch, run: Run, tell: (group: Group) => void): void {
  const { group, state } = parent;
  if (group === undefined || (state.type !== 'Map' && state.type !== 'Parallel')) return;
  group.running.delete(child);
  tell(group);
  makeChildren(parent, state, group, run);
}

/** The states that a child of this one runs. */
export function flowOf(state: State, position: number): Flow {
  if (state.type === 'Map') return state.processor;
  const flow = state.type === 'Parallel' ? state.branches[position] : undefined;
  if (flow === undefined) throw new Error(`a ${state.type} has no branch ${position}`);
  return flow;
}

/** Puts a child of the journal back into its group. */
export function restoreChild(group: Group, child: Branch): void {
  group.next = Math.max(group.next, child.position + 1);
  if (child.phase === 'done') group.succeeded(child.position, child.outcome);
  else if (child.phase === 'failed') {
    const { error, cause } = child.outcome as { error: string; cause: string };
    group.failed(child.position, new StateError(error, cause));
  } else group.running.add(child);
}

async function parallelWork(branch: Branch, state: ParallelState): Promise<GroupWork> {
  const total = state.branches.length;
  const input =
    state.arguments === undefined ? branch.input : await evaluated(branch, state.arguments, scopeOf(branch));
  return { input, total, limit: total, distributed: false };
}

async function mapWork(branch: Branch, state: MapState): Promise<GroupWork> {
  const scope = scopeOf(branch);
  const items = state.items === undefined ? branch.input : await evaluated(branch, state.items, scope);
  if (!Array.isArray(items)) {
    throw new StateError('States.QueryEvaluationError', `The Items of ${branch.stateName} are not an array`);
  }
  const most = state.distributed ? distributedConcurrency : inlineConcurrency;
  const limit = await numberOf(branch, state.maxConcurrency, 'MaxConcurrency', 0);
  const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = state;
  return {
    items,
    total: items.length,
    limit: limit === 0 ? most : Math.min(limit, most),
    distributed: state.distributed,
    ...(count && { toleratedCount: await numberOf(branch, count, 'ToleratedFailureCount', 0) }),
    ...(percentage && {
      toleratedPercentage: await numberOf(branch, percentage, 'ToleratedFailurePercentage', 0),
    }),
  };
}

function makeChildren(branch: Branch, state: MapState | ParallelState, group: Group, run: Run): void {
  makeAll(branch, state, group, run).catch((error: unknown) => group.fail(error));
}

/** Makes as many children as may run, until all are made. One call at a time for each group. */
async function makeAll(
  branch: Branch,
  state: MapState | ParallelState,
  group: Group,
  run: Run,
): Promise<void> {
  if (group.making) return;
  group.making = true;
  try {
    for (let room = group.room(); room > 0; room = group.room()) {
      const first = group.next;
      const inputs: unknown[] = [];
      for (let position = first; position < first + room; position += 1) {
        inputs.push(await childInput(branch, state, group, position));
      }
      branch.checkAlive();
      if (group.over) return;
      const made = run.host.journal.together(() =>
        inputs.map((input, index) =>
          run.newBranch(branch, first + index, flowOf(state, first + index), input, JSON.stringify(input)),
        ),
      );
      group.next += made.length;
      for (const child of made) {
        group.running.add(child);
        run.drive(child);
      }
    }
  } finally {
    group.making = false;
  }
}

async function childInput(
  branch: Branch,
  state: MapState | ParallelState,
  group: Group,
  position: number,
): Promise<unknown> {
  if (state.type === 'Parallel') return group.work.input;
  if (state.itemSelector === undefined) return group.work.items?.[position];
  const scope = scopeOf(branch, { context: { Map: { Item: group.itemAt(position) } } });
  return evaluated(branch, state.itemSelector, scope);
}
