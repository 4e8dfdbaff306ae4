import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { positionedEvent } from '../contracts/event.ts';
import { described, log } from './log.ts';

const message = z.object({ detail: positionedEvent });

/**
 * A queue's handler for what follows the one feed of all events instead of single aggregates. A message only says that
 * there is something up to a place in the feed; `follow` goes there and answers how far it came. A message beyond that
 * comes again.
 */
export function feedFollower(
  name: string,
  follow: (through: number) => Promise<number>,
): (batch: SQSEvent) => Promise<SQSBatchResponse> {
  return async ({ Records }) => {
    const places = Records.map((record) => ({ itemIdentifier: record.messageId, place: placeOf(record) }));
    const through = Math.max(0, ...places.map(({ place = 0 }) => place));
    let reached = 0;
    try {
      if (through > 0) reached = await follow(through);
    } catch (error) {
      log('error', 'feed not followed', { consumer: name, through, error: described(error) });
    }
    return {
      batchItemFailures: places
        .filter(({ place }) => place === undefined || place > reached)
        .map(({ itemIdentifier }) => ({ itemIdentifier })),
    };
  };
}

function placeOf(record: SQSRecord): number | undefined {
  try {
    return message.parse(JSON.parse(record.body)).detail.position;
  } catch (error) {
    log('error', 'not a message of the event bus', { messageId: record.messageId, error: described(error) });
    return undefined;
  }
}
