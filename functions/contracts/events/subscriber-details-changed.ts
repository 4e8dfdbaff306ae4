import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { subscriberDetailsChange } from '../subscriber.ts';

/** Something about the subscriber is different from now on. `null` forgets a detail. */
export const subscriberDetailsChanged = defineEvent(
  'subscriber.details-changed',
  z.strictObject({
    changes: subscriberDetailsChange,
  }),
);
export type SubscriberDetailsChanged = EventOf<typeof subscriberDetailsChanged>;
