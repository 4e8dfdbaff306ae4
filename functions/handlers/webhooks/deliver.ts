import {
  ids,
  lazily,
  store,
  webhookDeliveries,
  webhookPostponement,
  webhookSender,
} from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { deliverWebhooksEnvironment } from '../../runtime/environments/deliver-webhooks.ts';
import { webhookCourier } from '../../runtime/webhook-courier.ts';

const env = environment(deliverWebhooksEnvironment);

/** Delivers what is due, and puts off what failed. */
export const handler = webhookCourier({
  ports: lazily({
    store: () => store(env),
    ids,
    webhookDeliveries: () => webhookDeliveries(env),
    webhookSender: () => webhookSender(env),
  }),
  postpone: webhookPostponement(env),
});
