import { defineEvent, type EventOf } from '../event.ts';
import { webhookTerms } from '../webhook-endpoint.ts';

/** Another address, other events or other words. */
export const webhookEndpointChanged = defineEvent('webhook-endpoint.changed', webhookTerms);
export type WebhookEndpointChanged = EventOf<typeof webhookEndpointChanged>;
