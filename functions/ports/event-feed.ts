import type { EventEnvelope, PositionedEvent } from '../contracts/event.ts';
import type { Instant } from '../contracts/scalars.ts';

/** The one feed of all events: positions are gapless from 1, and per aggregate they follow the versions. */
export interface EventFeed {
  /**
   * Gives each event its position unless it has one; a repeat changes nothing. In the order given. None of them was
   * committed before `committedSince`, by the clock on the wall.
   */
  position(events: readonly EventEnvelope[], committedSince: Instant): Promise<readonly PositionedEvent[]>;
  /** Events above `after` in order. */
  read(query: {
    after: number;
    limit: number;
    types?: readonly string[];
  }): Promise<{ items: readonly PositionedEvent[]; nextAfter: number }>;
  /** The newest events, or those before a position, newest first. */
  latest(query: { before?: number | undefined; limit: number }): Promise<readonly PositionedEvent[]>;
}
