import { type Result, refuse } from '../domain/result.ts';
import { type WebhookEndpoint, webhookEndpointAggregate } from '../domain/webhook/webhook-endpoint.ts';
import type { Store, Stored } from '../ports/store.ts';
import { loadKnown } from './load.ts';

/** Refuses with `webhook-endpoint.unknown` what was removed as well. */
export async function loadWebhookEndpoint(
  store: Store,
  id: string,
): Promise<Result<Stored<WebhookEndpoint>>> {
  const loaded = await loadKnown(store, webhookEndpointAggregate, id);
  return loaded.ok ? notRemoved(loaded.value) : loaded;
}

export function notRemoved(endpoint: Stored<WebhookEndpoint>): Result<Stored<WebhookEndpoint>> {
  return endpoint.state.status === 'removed'
    ? refuse('webhook-endpoint.unknown', `The webhook endpoint ${endpoint.id} was removed.`)
    : { ok: true, value: endpoint };
}
