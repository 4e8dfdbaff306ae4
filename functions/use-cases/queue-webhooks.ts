import type { EventEnvelope } from '../contracts/event.ts';
import { queueDelivery } from '../domain/webhook/delivery.ts';
import {
  keptEndpoints,
  type WebhookEndpoint,
  webhookEndpointAggregate,
} from '../domain/webhook/webhook-endpoint.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { everyOne } from './every-one.ts';

export type KeptEndpoints = readonly Stored<WebhookEndpoint>[];

/** All endpoints that were not removed. */
export function readKeptEndpoints({ store }: Pick<Ports, 'store'>): Promise<KeptEndpoints> {
  return everyOne(store, webhookEndpointAggregate, { by: 'owner', owner: keptEndpoints });
}

/**
 * Begins the deliveries of an event to those of the endpoints that want it; a repeat finds them begun. What was before an
 * endpoint is not told to it.
 */
export async function queueWebhooks(
  { webhookDeliveries, webhookQueue }: Pick<Ports, 'webhookDeliveries' | 'webhookQueue'>,
  event: EventEnvelope,
  endpoints: KeptEndpoints,
  context: Context,
): Promise<void> {
  const wanting = endpoints.filter(
    ({ state: { status, terms, createdAt } }) =>
      status === 'enabled' && createdAt <= event.at && terms.types.some((type) => type === event.type),
  );
  const begun = await Promise.all(
    wanting.map(({ id }) => webhookDeliveries.begin(queueDelivery(id, event, context.now))),
  );
  await webhookQueue.send(begun.filter(({ status }) => status === 'pending'));
}
