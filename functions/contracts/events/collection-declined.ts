import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { day, id } from '../scalars.ts';

/** The charge was declined; `nextOn` is the day of the next one, where there is one. */
export const collectionDeclined = defineEvent(
  'collection.declined',
  z.strictObject({
    subscriberId: id,
    invoiceId: id,
    number: z.string(),
    attempt: z.int().min(1),
    label: z.string(),
    providerPaymentId: z.string().optional(),
    reason: z.string(),
    nextOn: day.optional(),
  }),
);
export type CollectionDeclined = EventOf<typeof collectionDeclined>;
