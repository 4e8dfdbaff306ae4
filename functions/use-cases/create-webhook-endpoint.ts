import type { WebhookTerms } from '../contracts/webhook-endpoint.ts';
import { done, type Result } from '../domain/result.ts';
import { webhookEndpointAggregate } from '../domain/webhook/webhook-endpoint.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { type ShownWebhookSecret, webhookSecrets } from './webhook-secrets.ts';
import { storedBy } from './write-one.ts';

/** Has a program told of events from now on. Its secret is in this answer and in none after it. */
export async function createWebhookEndpoint(
  { store, ids, signingSecrets }: Pick<Ports, 'store' | 'ids' | 'signingSecrets'>,
  terms: WebhookTerms,
  context: Context,
): Promise<Result<ShownWebhookSecret>> {
  const secret = signingSecrets.next();
  const made = change(
    webhookEndpointAggregate,
    ids.next('whe'),
    undefined,
    [{ type: 'webhook-endpoint.created', data: terms }],
    context.now,
    { secrets: { [webhookSecrets.current]: secret } },
  );
  const answer = { endpoint: storedBy(made, context), secret };
  const committed = await store.commit([made], context, answer);
  return committed.ok ? done(answer) : committed;
}
