import { collectionAttempt } from '../collection.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** The provider did not answer in time: the same charge is asked for again under the same key. */
export const collectionAskedAgain = defineEvent(
  'collection.asked-again',
  collectionAttempt.pick({ attempt: true }),
);
export type CollectionAskedAgain = EventOf<typeof collectionAskedAgain>;
