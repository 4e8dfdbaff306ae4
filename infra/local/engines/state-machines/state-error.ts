/** An error as states name it: a Retry and a Catch ask for `error`, people read `cause`. */
export class StateError extends Error {
  readonly error: string;
  readonly reason: string;

  constructor(error: string, reason: string) {
    super(`${error}: ${reason}`);
    this.name = 'StateError';
    this.error = error;
    this.reason = reason;
  }
}

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number | undefined;
  readonly fullJitter: boolean;
}

const timeouts = new Set(['States.Timeout', 'States.HeartbeatTimeout']);
/** Even States.ALL does not mean these. */
const terminal = new Set(['States.DataLimitExceeded', 'States.Runtime']);

/** https://states-language.net/#error-representation; `States.Timeout` also means a missing heartbeat. */
export function matchesError(errorEquals: readonly string[], error: string): boolean {
  return errorEquals.some((name) => {
    if (name === error) return true;
    if (name === 'States.ALL') return !terminal.has(error);
    if (name === 'States.TaskFailed') return !timeouts.has(error) && !terminal.has(error);
    return name === 'States.Timeout' && error === 'States.HeartbeatTimeout';
  });
}

/**
 * The retrier that still has attempts for the error. Only the first that names the error is asked.
 * `counts` are the attempts that each retrier has used up in this visit of the state.
 */
export function pickRetrier(
  retriers: readonly Retrier[],
  counts: readonly number[],
  error: string,
): number | undefined {
  const index = retriers.findIndex((retrier) => matchesError(retrier.errorEquals, error));
  const retrier = retriers[index];
  return retrier !== undefined && (counts[index] ?? 0) < retrier.maxAttempts ? index : undefined;
}

/** Milliseconds until the next attempt, after `used` attempts; `random` in [0, 1) serves jitter. */
export function retryDelay(retrier: Retrier, used: number, random: number): number {
  const seconds = Math.min(
    retrier.intervalSeconds * retrier.backoffRate ** used,
    retrier.maxDelaySeconds ?? Number.POSITIVE_INFINITY,
  );
  return Math.round(seconds * 1000 * (retrier.fullJitter ? random : 1));
}
