import * as z from 'zod';
import { billingProfile } from '../billing-profile.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { note } from '../note.ts';
import { accountNumber, subscriberDetails, subscriberKind, subscriberOrigin } from '../subscriber.ts';

/** The one financial identity began, with everything that a converted lead knew. */
export const subscriberCreated = defineEvent(
  'subscriber.created',
  z.strictObject({
    number: accountNumber,
    kind: subscriberKind,
    ...subscriberDetails.shape,
    billingProfile,
    origin: subscriberOrigin.optional(),
    notes: z.array(note),
  }),
);
export type SubscriberCreated = EventOf<typeof subscriberCreated>;
