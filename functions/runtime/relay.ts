import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { eventOfRecord } from '../adapters/dynamo/stream-records.ts';
import type { Committed } from '../ports/event-feed.ts';
import type { Ports } from '../ports/ports.ts';
import { described, log } from './log.ts';

const eventsPerCall = 10;

/**
 * From the table's stream to the bus: every event gets its place in the feed and is published, in order. On a failure
 * the first event that was not published is reported: the stream comes again from there, and nothing overtakes it.
 */
export function relay(
  ports: Pick<Ports, 'feed' | 'bus'>,
): (batch: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse> {
  return async ({ Records }) => {
    let reached = 0;
    try {
      const found = Records.flatMap((record, i) => {
        const event = eventOfRecord(record);
        return event === undefined ? [] : [{ event, i }];
      });
      const positioned = await ports.feed.position(
        found.map(({ event }) => event),
        committed(Records),
      );
      const indexOf = new Map(found.map(({ event, i }) => [event.eventId, i]));
      for (let at = 0; at < positioned.length; at += eventsPerCall) {
        const events = positioned.slice(at, at + eventsPerCall);
        reached = indexOf.get(events[0]?.eventId ?? '') ?? reached;
        await ports.bus.publish(events);
      }
      return { batchItemFailures: [] };
    } catch (error) {
      log('error', 'events not relayed', { from: reached, of: Records.length, error: described(error) });
      const sequence = Records[reached]?.dynamodb?.SequenceNumber;
      if (sequence === undefined) throw error;
      return { batchItemFailures: [{ itemIdentifier: sequence }] };
    }
  };
}

/** The table tells it in seconds, the same for a record however often it comes. */
function committed(records: DynamoDBStreamEvent['Records']): Committed {
  const times = records.map(({ dynamodb }) => (dynamodb?.ApproximateCreationDateTime ?? 0) * 1_000);
  return { since: Math.min(...times), until: Math.max(...times) };
}
