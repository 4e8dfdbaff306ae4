import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { day, id } from '../scalars.ts';

/** From a day on another one pays for the subscriber's services: its parent, or `null` for itself. */
export const subscriberPayerChanged = defineEvent(
  'subscriber.payer-changed',
  z.strictObject({ payerId: id.nullable(), formerId: id.nullable(), on: day }),
);
export type SubscriberPayerChanged = EventOf<typeof subscriberPayerChanged>;
