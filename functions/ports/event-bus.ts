import type { PositionedEvent } from '../contracts/event.ts';

/** Publishes in order; throws unless the bus took every one. */
export interface EventBus {
  publish(events: readonly PositionedEvent[]): Promise<void>;
}
