import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { personRole } from '../person.ts';
import { email, id } from '../scalars.ts';

/** A person may use this account in the portal from now on, or in another role than before. */
export const subscriberPersonInvited = defineEvent(
  'subscriber.person-invited',
  z.strictObject({ personId: id, email, role: personRole }),
);
export type SubscriberPersonInvited = EventOf<typeof subscriberPersonInvited>;
