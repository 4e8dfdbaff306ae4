import { collectionAttempt } from '../collection.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** A charge is made from here on: written before the provider is asked, so that no crash loses or repeats one. */
export const collectionAttempted = defineEvent(
  'collection.attempted',
  collectionAttempt.omit({ at: true, outcome: true, providerPaymentId: true, reason: true }),
);
export type CollectionAttempted = EventOf<typeof collectionAttempted>;
