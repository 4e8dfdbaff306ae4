import type { WebhookDeliveryView, WebhookEndpointView } from '../contracts/http/webhook-endpoints.ts';
import type { WebhookDelivery } from '../domain/webhook/delivery.ts';
import type { WebhookEndpoint } from '../domain/webhook/webhook-endpoint.ts';
import type { Stored } from '../ports/store.ts';

/** An endpoint as the API shows it: without its secret. */
export function showWebhookEndpoint({ id, state, updatedAt }: Stored<WebhookEndpoint>): WebhookEndpointView {
  const { terms, status, disabledReason, formerSecretUntil, createdAt } = state;
  return {
    id,
    ...terms,
    types: [...terms.types],
    status: status === 'enabled' ? 'enabled' : 'disabled',
    ...(disabledReason === undefined ? {} : { disabledReason }),
    ...(formerSecretUntil === undefined ? {} : { formerSecretUntil }),
    createdAt,
    updatedAt,
  };
}

export function showWebhookDelivery(delivery: WebhookDelivery): WebhookDeliveryView {
  const { endpointId: _, version: __, aggregateType: ___, ...view } = delivery;
  return view;
}
