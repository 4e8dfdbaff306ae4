import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { instant } from '../scalars.ts';

/** Deliveries are signed with a new secret, and with the former one as well until then. */
export const webhookEndpointSecretRotated = defineEvent(
  'webhook-endpoint.secret-rotated',
  z.strictObject({ formerUntil: instant }),
);
export type WebhookEndpointSecretRotated = EventOf<typeof webhookEndpointSecretRotated>;
