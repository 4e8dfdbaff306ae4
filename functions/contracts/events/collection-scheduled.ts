import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { day, id } from '../scalars.ts';

/** What is due of an invoice is charged to the subscriber's saved method on this day. */
export const collectionScheduled = defineEvent(
  'collection.scheduled',
  z.strictObject({ subscriberId: id, invoiceId: id, number: z.string(), on: day }),
);
export type CollectionScheduled = EventOf<typeof collectionScheduled>;
