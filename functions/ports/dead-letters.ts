import type { Result } from '../domain/result.ts';

/** What a consumer could not handle. */
export interface DeadLetter {
  readonly messageId: string;
  readonly consumer: string;
  readonly firstReceivedAt: string;
  readonly attempts: number;
  readonly body: unknown;
}

/** `list` and `replay` refuse with `dead-letters.consumer-unknown` what is not a consumer. */
export interface DeadLetters {
  /** Some of what lies there, at most a hundred of each consumer. */
  list(consumer?: string): Promise<Result<readonly DeadLetter[]>>;
  /** About how many lie there in all, none of which is touched. */
  count(): Promise<number>;
  /** Moves the messages back to their consumer's queue. Answers how many. */
  replay(consumer: string): Promise<Result<number>>;
}
