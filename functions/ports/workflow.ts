/** State machines. `start` is idempotent by `name`: a repeat does nothing. */
export interface Workflow {
  start(
    machine:
      | 'activate-service'
      | 'change-service'
      | 'suspend-service'
      | 'resume-service'
      | 'terminate-service'
      | 'run-bulk-action'
      | 'run-billing'
      | 'prove-ledger'
      | 'sweep-services',
    name: string,
    input: object,
  ): Promise<void>;
  /** Resolves a waiting task. False when the token is no longer waited for. */
  succeed(taskToken: string, output: object): Promise<boolean>;
  /** Fails a waiting task with an error name that the state machine's Retry and Catch know, and the words behind it. */
  fail(taskToken: string, error: WorkflowError, cause: string): Promise<boolean>;
}

/** `Edge.Refused` is final; `Edge.Unreachable` is retried. */
export type WorkflowError = 'Edge.Refused' | 'Edge.Unreachable';
