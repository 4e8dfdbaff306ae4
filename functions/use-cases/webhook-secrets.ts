import type { Instant } from '../contracts/scalars.ts';
import { formerSecretHolds, type WebhookEndpoint } from '../domain/webhook/webhook-endpoint.ts';
import type { Store, Stored } from '../ports/store.ts';

/** Names under which an endpoint's secrets are sealed. */
export const webhookSecrets = { current: 'current', former: 'former' } as const;

/** An endpoint with its secret, the one time that it is shown. */
export interface ShownWebhookSecret {
  readonly endpoint: Stored<WebhookEndpoint>;
  readonly secret: string;
}

/** What a delivery is signed with: the secret, and while it still holds the one before. */
export async function validWebhookSecrets(
  store: Store,
  { id, state }: Stored<WebhookEndpoint>,
  at: Instant,
): Promise<readonly string[]> {
  const { current, former } = webhookSecrets;
  const names = formerSecretHolds(state, at) ? [current, former] : [current];
  const found = await Promise.all(names.map((name) => store.secret('webhook-endpoint', id, name)));
  return found.filter((secret) => secret !== undefined);
}
