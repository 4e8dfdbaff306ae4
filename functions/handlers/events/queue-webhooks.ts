import { subscriptions } from '../../contracts/subscriptions.ts';
import { checkpoints, lazily, store, webhookDeliveries, webhookQueue } from '../../runtime/composition.ts';
import { consumer } from '../../runtime/consume.ts';
import { environment } from '../../runtime/environment.ts';
import { queueWebhooksEnvironment } from '../../runtime/environments/queue-webhooks.ts';
import { queueWebhooks, readKeptEndpoints } from '../../use-cases/queue-webhooks.ts';

const env = environment(queueWebhooksEnvironment);

/** Begins the deliveries of an event to the programs that want to be told. */
export const handler = consumer({
  name: 'queue-webhooks',
  types: subscriptions['queue-webhooks'],
  ports: lazily({
    store: () => store(env),
    checkpoints: () => checkpoints(env),
    webhookDeliveries: () => webhookDeliveries(env),
    webhookQueue: () => webhookQueue(env),
  }),
  ground: readKeptEndpoints,
  isIdle: (endpoints) => endpoints.length === 0,
  handle: (event, ports, context, endpoints) => queueWebhooks(ports, event, endpoints, context),
});
