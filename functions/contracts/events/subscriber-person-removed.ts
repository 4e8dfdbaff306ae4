import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { email, id } from '../scalars.ts';

/** A person may use this account in the portal no more. */
export const subscriberPersonRemoved = defineEvent(
  'subscriber.person-removed',
  z.strictObject({ personId: id, email }),
);
export type SubscriberPersonRemoved = EventOf<typeof subscriberPersonRemoved>;
