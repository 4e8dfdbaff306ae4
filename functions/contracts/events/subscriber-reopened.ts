import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** A closed relation goes on. */
export const subscriberReopened = defineEvent('subscriber.reopened', z.strictObject({}));
export type SubscriberReopened = EventOf<typeof subscriberReopened>;
