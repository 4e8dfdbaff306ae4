import * as z from 'zod';
import { collectionStopReason } from '../collection.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** The invoice is charged no more. */
export const collectionStopped = defineEvent(
  'collection.stopped',
  z.strictObject({ reason: collectionStopReason }),
);
export type CollectionStopped = EventOf<typeof collectionStopped>;
