import type { Branch } from './branch.ts';
import type { State } from './definition.ts';
import type { Run } from './execution.ts';
import { performGroup } from './group-states.ts';
import { evaluated, type Left, leave, numberOf, scopeOf } from './scope.ts';
import { StateError } from './state-error.ts';
import { performTask } from './task-state.ts';

type Of<T extends State['type']> = Extract<State, { readonly type: T }>;

/** Runs one state of a branch once. Fails with what its Retry and Catch are asked about. */
export async function perform(branch: Branch, state: State, run: Run): Promise<Left> {
  switch (state.type) {
    case 'Pass':
    case 'Succeed':
      return leave(branch, state, {}, branch.input);
    case 'Fail':
      return fail(branch, state);
    case 'Choice':
      return choose(branch, state);
    case 'Wait':
      return wait(branch, state, run);
    case 'Task':
      return performTask(branch, state, run);
    default:
      return performGroup(branch, state, run);
  }
}

async function fail(branch: Branch, state: Of<'Fail'>): Promise<never> {
  const scope = scopeOf(branch);
  const error = state.error && (await evaluated(branch, state.error, scope));
  const cause = state.cause && (await evaluated(branch, state.cause, scope));
  throw new StateError(wordOf(error), wordOf(cause));
}

async function choose(branch: Branch, state: Of<'Choice'>): Promise<Left> {
  const scope = scopeOf(branch);
  for (const choice of state.choices) {
    const holds = await evaluated(branch, choice.condition, scope);
    if (typeof holds !== 'boolean') {
      throw new StateError(
        'States.QueryEvaluationError',
        `A Condition of ${branch.stateName} is not a boolean`,
      );
    }
    if (holds) return leave(branch, choice, {}, branch.input);
  }
  if (state.next === undefined) {
    throw new StateError(
      'States.NoChoiceMatched',
      `No choice of ${branch.stateName} matched and it has no Default`,
    );
  }
  return leave(branch, state, {}, branch.input);
}

async function wait(branch: Branch, state: Of<'Wait'>, run: Run): Promise<Left> {
  if (branch.phase !== 'waiting') {
    const until = await waitUntil(branch, state, run);
    branch.reset('waiting');
    branch.until = until;
    run.record(branch, state);
  }
  await branch.sleepUntil(branch.until ?? 0);
  return leave(branch, state, {}, branch.input);
}

async function waitUntil(branch: Branch, state: Of<'Wait'>, run: Run): Promise<number> {
  const scope = scopeOf(branch);
  if (state.timestamp !== undefined) {
    const timestamp = await evaluated(branch, state.timestamp, scope);
    const at = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
    if (Number.isNaN(at)) {
      throw new StateError('States.QueryEvaluationError', `The Timestamp of ${branch.stateName} is not one`);
    }
    return at;
  }
  return run.host.clock.now() + (await numberOf(branch, state.seconds, 'Seconds', 0)) * 1000;
}

function wordOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
