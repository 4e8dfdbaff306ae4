import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** Nobody wants to be told there any more. */
export const webhookEndpointRemoved = defineEvent('webhook-endpoint.removed', z.strictObject({}));
export type WebhookEndpointRemoved = EventOf<typeof webhookEndpointRemoved>;
