import type { EventEnvelope, PositionedEvent } from '../contracts/event.ts';

/** When the first and the last of some events were committed, in milliseconds, by the clock of what keeps them. */
export interface Committed {
  readonly since: number;
  readonly until: number;
}

/** The one feed of all events: positions are gapless from 1, and per aggregate they follow the versions. */
export interface EventFeed {
  /**
   * Gives each event its position unless it has one; a repeat changes nothing, if it says the same of when they were
   * committed. In the order given.
   */
  position(events: readonly EventEnvelope[], committed: Committed): Promise<readonly PositionedEvent[]>;
  /** Events above `after` in order. */
  read(query: {
    after: number;
    limit: number;
    types?: readonly string[];
  }): Promise<{ items: readonly PositionedEvent[]; nextAfter: number }>;
  /** The newest events, or those before a position, newest first. */
  latest(query: { before?: number | undefined; limit: number }): Promise<readonly PositionedEvent[]>;
}
