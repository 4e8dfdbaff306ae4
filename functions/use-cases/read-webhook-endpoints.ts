import { done, type Result } from '../domain/result.ts';
import type { WebhookDelivery } from '../domain/webhook/delivery.ts';
import {
  keptEndpoints,
  type WebhookEndpoint,
  webhookEndpointAggregate,
} from '../domain/webhook/webhook-endpoint.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored } from '../ports/store.ts';
import { loadWebhookEndpoint } from './load-webhook-endpoint.ts';

export async function listWebhookEndpoints(
  { store }: Pick<Ports, 'store'>,
  page: Page,
): Promise<Result<Paged<Stored<WebhookEndpoint>>>> {
  return done(await store.list(webhookEndpointAggregate, { by: 'owner', owner: keptEndpoints }, page));
}

export function readWebhookEndpoint(
  { store }: Pick<Ports, 'store'>,
  id: string,
): Promise<Result<Stored<WebhookEndpoint>>> {
  return loadWebhookEndpoint(store, id);
}

/** What went to an endpoint in the last thirty days, the newest event first. */
export async function listWebhookDeliveries(
  { store, webhookDeliveries }: Pick<Ports, 'store' | 'webhookDeliveries'>,
  id: string,
  query: Page & { readonly status?: WebhookDelivery['status'] | undefined },
): Promise<Result<Paged<WebhookDelivery>>> {
  const loaded = await loadWebhookEndpoint(store, id);
  return loaded.ok ? done(await webhookDeliveries.list(id, query)) : loaded;
}
