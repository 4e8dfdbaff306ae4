import type { Branch } from './branch.ts';
import type { Exit } from './definition.ts';
import type { Evaluate, Scope } from './expressions.ts';
import { StateError } from './state-error.ts';

/** Where a state has led. */
export interface Left {
  readonly next: string | undefined;
  readonly output: unknown;
  readonly assigned: Readonly<Record<string, unknown>> | undefined;
}

/** What an exit's expressions see beside the input. */
export interface Sees {
  readonly context?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly errorOutput?: unknown;
}

/** In seconds; what AWS takes a Task's time-out to be when none is given. */
export const longestSeconds = 99_999_999;

/** What expressions of a branch see: `$states` and the variables. */
export function scopeOf(branch: Branch, sees: Sees = {}): Scope {
  const { context, ...rest } = sees;
  const item = branch.mapItem();
  return {
    states: {
      input: branch.input,
      context: {
        ...branch.execution.facts,
        State: {
          Name: branch.stateName,
          EnteredTime: instant(branch.enteredAt),
          RetryCount: branch.retries.reduce((sum, count) => sum + count, 0),
        },
        ...(branch.token === null ? {} : { Task: { Token: branch.token } }),
        ...(item === undefined ? {} : { Map: { Item: item } }),
        ...context,
      },
      ...rest,
    },
    variables: branch.visible(),
  };
}

/** What the exit of a state hands on. Assign and Output both see the variables as they were. */
export async function leave(
  branch: Branch,
  exit: Exit,
  sees: { readonly result?: unknown; readonly errorOutput?: unknown },
  otherwise: unknown,
): Promise<Left> {
  let output = otherwise;
  let assigned: Left['assigned'];
  if (exit.output !== undefined || exit.assign !== undefined) {
    const scope = scopeOf(branch, sees);
    if (exit.output !== undefined) output = await evaluated(branch, exit.output, scope);
    if (exit.assign !== undefined) {
      assigned = (await evaluated(branch, exit.assign, scope)) as Record<string, unknown>;
    }
  }
  return { next: exit.next, output: output ?? null, assigned };
}

/** Throws when the branch was ended meanwhile. */
export async function evaluated(branch: Branch, evaluate: Evaluate, scope: Scope): Promise<unknown> {
  const value = await evaluate(scope);
  branch.checkAlive();
  return value;
}

/** A number that a field gives, `otherwise` without the field. `field` names it in the error. */
export async function numberOf(
  branch: Branch,
  evaluate: Evaluate | undefined,
  field: string,
  otherwise: number,
): Promise<number> {
  if (evaluate === undefined) return otherwise;
  const value = await evaluated(branch, evaluate, scopeOf(branch));
  if (typeof value !== 'number' || !(value >= 0) || value > longestSeconds) {
    throw new StateError(
      'States.QueryEvaluationError',
      `${field} of ${branch.stateName} is not a number from 0 to ${longestSeconds}`,
    );
  }
  return value;
}

export function instant(at: number): string {
  return new Date(at).toISOString();
}
