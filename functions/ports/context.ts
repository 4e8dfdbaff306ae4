import type { Actor, Instant } from '../contracts/scalars.ts';

/** A POST's Idempotency-Key: a repeat of the same body gets the first answer, another body is refused. */
export interface Idempotency {
  /** Whose key it is: the token's subject. */
  readonly scope: string;
  readonly key: string;
  /** SHA-256 in hex over method, path and raw body. */
  readonly bodyHash: string;
}

/** Who asks, when, and under which conditions. Every use case takes one; none reads a clock. */
export interface Context {
  readonly actor: Actor;
  readonly now: Instant;
  /** The roles of whoever of the staff asks; nobody's, where the platform asks itself. */
  readonly roles?: readonly string[];
  /** From If-Match: the write holds only against this version of the addressed aggregate. */
  readonly expectedVersion?: number;
  readonly idempotency?: Idempotency;
}
