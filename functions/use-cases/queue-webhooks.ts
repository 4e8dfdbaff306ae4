import type { EventEnvelope } from '../contracts/event.ts';
import { queueDelivery } from '../domain/webhook/delivery.ts';
import { keptEndpoints, webhookEndpointAggregate } from '../domain/webhook/webhook-endpoint.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { everyOne } from './every-one.ts';

/** Begins the deliveries of an event to the endpoints that want it; a repeat finds them begun. */
export async function queueWebhooks(
  { store, webhookDeliveries, webhookQueue }: Pick<Ports, 'store' | 'webhookDeliveries' | 'webhookQueue'>,
  event: EventEnvelope,
  context: Context,
): Promise<void> {
  const endpoints = await everyOne(store, webhookEndpointAggregate, { by: 'owner', owner: keptEndpoints });
  const wanting = endpoints.filter(
    ({ state: { status, terms } }) => status === 'enabled' && terms.types.some((type) => type === event.type),
  );
  const begun = await Promise.all(
    wanting.map(({ id }) => webhookDeliveries.begin(queueDelivery(id, event, context.now))),
  );
  await webhookQueue.send(begun.filter(({ status }) => status === 'pending'));
}
