import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { PositionedEvent } from '../../contracts/event.ts';
import type { EventBus } from '../../ports/event-bus.ts';
import { pause } from '../dynamo/table.ts';

const entriesPerCall = 10;
const attempts = 5;

/** The bus tells entry by entry what it did not take; only those go again, so that none is lost behind a 200. */
export function eventBridgeBus(client: EventBridgeClient, busName: string): EventBus {
  const put = async (events: readonly PositionedEvent[]): Promise<void> => {
    let waiting = events;
    for (let attempt = 0; waiting.length > 0; attempt++) {
      if (attempt > 0) await pause(attempt + 1);
      const answer = await client.send(
        new PutEventsCommand({
          Entries: waiting.map((event) => ({
            EventBusName: busName,
            Source: 'throughline',
            DetailType: event.type,
            Detail: JSON.stringify(event),
            Time: new Date(event.at),
          })),
        }),
      );
      if ((answer.FailedEntryCount ?? 0) === 0) return;
      const entries = answer.Entries ?? [];
      waiting = waiting.filter((_, i) => entries[i]?.ErrorCode !== undefined);
      if (attempt + 1 === attempts) {
        const [failure] = entries.filter(({ ErrorCode }) => ErrorCode !== undefined);
        throw new Error(
          `the bus did not take ${waiting.length} events: ${failure?.ErrorCode} ${failure?.ErrorMessage}`,
        );
      }
    }
  };

  return {
    async publish(events) {
      for (let i = 0; i < events.length; i += entriesPerCall) await put(events.slice(i, i + entriesPerCall));
    },
  };
}
