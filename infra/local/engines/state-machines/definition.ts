import type { Evaluate } from './expressions.ts';
import type { Retrier } from './state-error.ts';

/** States that are run one after the other: a machine, a branch of a Parallel, the processor of a Map. */
export interface Flow {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

export interface Machine extends Flow {
  readonly timeoutSeconds: number | undefined;
}

/** Where a state leads and what it hands on. Without `next` the flow ends. */
export interface Exit {
  readonly next: string | undefined;
  readonly output: Evaluate | undefined;
  readonly assign: Evaluate | undefined;
}

export interface Catcher extends Exit {
  readonly errorEquals: readonly string[];
}

export interface Recovery {
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly Catcher[];
}

export interface Choice extends Exit {
  readonly condition: Evaluate;
}

export type TaskKind = 'lambda' | 'lambda-payload' | 'lambda-token' | 'events';

export interface TaskState extends Exit, Recovery {
  readonly type: 'Task';
  readonly kind: TaskKind;
  readonly resource: string;
  readonly arguments: Evaluate | undefined;
  readonly timeoutSeconds: Evaluate | undefined;
  readonly heartbeatSeconds: Evaluate | undefined;
}

export interface ParallelState extends Exit, Recovery {
  readonly type: 'Parallel';
  readonly arguments: Evaluate | undefined;
  readonly branches: readonly Flow[];
}

export interface MapState extends Exit, Recovery {
  readonly type: 'Map';
  readonly items: Evaluate | undefined;
  readonly itemSelector: Evaluate | undefined;
  readonly processor: Flow;
  /** In distributed mode the items do not see the machine's variables. */
  readonly distributed: boolean;
  readonly maxConcurrency: Evaluate | undefined;
  readonly toleratedFailureCount: Evaluate | undefined;
  readonly toleratedFailurePercentage: Evaluate | undefined;
}

export type State =
  | TaskState
  | ParallelState
  | MapState
  | (Exit & { readonly type: 'Pass' })
  | (Exit & { readonly type: 'Choice'; readonly choices: readonly Choice[] })
  | (Exit & {
      readonly type: 'Wait';
      readonly seconds: Evaluate | undefined;
      readonly timestamp: Evaluate | undefined;
    })
  | (Exit & { readonly type: 'Succeed' })
  | (Exit & {
      readonly type: 'Fail';
      readonly error: Evaluate | undefined;
      readonly cause: Evaluate | undefined;
    });
