import type { LookAnswer } from '../contracts/edge/look.ts';

/** Answers of sites to what somebody waits for. They are not kept beyond that. */
export interface Looks {
  put(answer: LookAnswer): Promise<void>;
  /** The answer to the message; undefined when none came within the time. */
  wait(messageId: string, forMs: number): Promise<LookAnswer | undefined>;
}
