/** What a consumer could not handle. */
export interface DeadLetter {
  readonly messageId: string;
  readonly consumer: string;
  readonly firstReceivedAt: string;
  readonly attempts: number;
  readonly body: unknown;
}

export interface DeadLetters {
  list(consumer?: string): Promise<readonly DeadLetter[]>;
  /** Moves messages back to their consumer's queue; all of them when no ids are given. Answers how many. */
  replay(consumer: string): Promise<number>;
}
