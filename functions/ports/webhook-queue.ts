import type { WebhookDelivery } from '../domain/webhook/delivery.ts';

/** Deliveries that are due, in order per endpoint and aggregate: one that waits for its next attempt holds up those behind it. */
export interface WebhookQueue {
  send(deliveries: readonly WebhookDelivery[]): Promise<void>;
}
