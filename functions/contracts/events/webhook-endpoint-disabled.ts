import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** Nothing is delivered any more: staff wished so, or deliveries had failed for too long. */
export const webhookEndpointDisabled = defineEvent(
  'webhook-endpoint.disabled',
  z.strictObject({ reason: z.enum(['requested', 'failing', 'gone']) }),
);
export type WebhookEndpointDisabled = EventOf<typeof webhookEndpointDisabled>;
