import type { Instant } from '../contracts/scalars.ts';
import type { Idempotency } from './context.ts';

/** First answers to requests that came with an Idempotency-Key, kept for 24 hours. `Store.commit` writes them. */
export interface Answers {
  find(
    asked: Pick<Idempotency, 'scope' | 'key'>,
    now: Instant,
  ): Promise<{ readonly bodyHash: string; readonly answer: unknown } | undefined>;
}
