import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The relation ended; no service can be sold any more. */
export const subscriberClosed = defineEvent('subscriber.closed', z.strictObject({}));
export type SubscriberClosed = EventOf<typeof subscriberClosed>;
