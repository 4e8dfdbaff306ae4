import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The provider has taken the charge on; whether the money comes it says later. */
export const collectionAccepted = defineEvent(
  'collection.accepted',
  z.strictObject({ attempt: z.int().min(1), providerPaymentId: z.string() }),
);
export type CollectionAccepted = EventOf<typeof collectionAccepted>;
