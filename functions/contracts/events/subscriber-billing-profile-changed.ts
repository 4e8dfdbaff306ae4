import * as z from 'zod';
import { billingProfile } from '../billing-profile.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** The subscriber is billed by this profile from the instant of the event on; it is given whole. */
export const subscriberBillingProfileChanged = defineEvent(
  'subscriber.billing-profile-changed',
  z.strictObject({
    billingProfile,
  }),
);
export type SubscriberBillingProfileChanged = EventOf<typeof subscriberBillingProfileChanged>;
