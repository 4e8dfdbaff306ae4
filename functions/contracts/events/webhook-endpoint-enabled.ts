import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** Events are delivered again. */
export const webhookEndpointEnabled = defineEvent('webhook-endpoint.enabled', z.strictObject({}));
export type WebhookEndpointEnabled = EventOf<typeof webhookEndpointEnabled>;
