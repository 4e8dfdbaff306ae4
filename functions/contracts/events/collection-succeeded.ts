import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The money of the charge came. */
export const collectionSucceeded = defineEvent(
  'collection.succeeded',
  z.strictObject({ attempt: z.int().min(1), providerPaymentId: z.string() }),
);
export type CollectionSucceeded = EventOf<typeof collectionSucceeded>;
