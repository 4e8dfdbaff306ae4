import { done, type Result } from '../domain/result.ts';
import {
  rotateWebhookSecret as decide,
  webhookEndpointAggregate,
} from '../domain/webhook/webhook-endpoint.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { refuseStale } from './load.ts';
import { loadWebhookEndpoint } from './load-webhook-endpoint.ts';
import { withRetry } from './retry.ts';
import { type ShownWebhookSecret, webhookSecrets } from './webhook-secrets.ts';
import { storedBy } from './write-one.ts';

/** Gives an endpoint a new secret, shown here once; the former one holds beside it for a day. */
export function rotateWebhookSecret(
  { store, signingSecrets }: Pick<Ports, 'store' | 'signingSecrets'>,
  id: string,
  context: Context,
): Promise<Result<ShownWebhookSecret>> {
  return withRetry(context, async () => {
    const loaded = await loadWebhookEndpoint(store, id);
    if (!loaded.ok) return loaded;
    const stale = refuseStale(context, loaded.value);
    if (stale !== undefined) return stale;
    const former = await store.secret('webhook-endpoint', id, webhookSecrets.current);
    const secret = signingSecrets.next();
    const made = change(webhookEndpointAggregate, id, loaded.value, decide(context.now), context.now, {
      secrets: { [webhookSecrets.current]: secret, [webhookSecrets.former]: former ?? null },
    });
    const answer = { endpoint: storedBy(made, context), secret };
    const committed = await store.commit([made], context, answer);
    return committed.ok ? done(answer) : committed;
  });
}
