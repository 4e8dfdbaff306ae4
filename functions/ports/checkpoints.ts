import type { Instant } from '../contracts/scalars.ts';

/** Why a consumer could not handle an event at its last try. */
export interface Stumble {
  readonly at: Instant;
  /** The version of the aggregate that the event made. */
  readonly version: number;
  readonly words: string;
}

/** How far a consumer has come in an aggregate's history: the version it last handled. Never goes back. */
export interface Checkpoints {
  get(consumer: string, aggregateId: string): Promise<number>;
  /** Whatever kept it from going on before is forgotten. */
  advance(consumer: string, aggregateId: string, version: number): Promise<void>;
  stumble(consumer: string, aggregateId: string, stumble: Stumble): Promise<void>;
  /** What keeps consumers from going on, in the order asked for. */
  stumbles(
    of: readonly { readonly consumer: string; readonly aggregateId: string }[],
  ): Promise<readonly (Stumble | undefined)[]>;
}
