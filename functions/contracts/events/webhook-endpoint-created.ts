import { defineEvent, type EventOf } from '../event.ts';
import { webhookTerms } from '../webhook-endpoint.ts';

/** Somebody wants to be told of events. */
export const webhookEndpointCreated = defineEvent('webhook-endpoint.created', webhookTerms);
export type WebhookEndpointCreated = EventOf<typeof webhookEndpointCreated>;
