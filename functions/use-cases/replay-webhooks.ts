import { done, type Result, refuse } from '../domain/result.ts';
import { queueDelivery, requeueDelivery, type WebhookDelivery } from '../domain/webhook/delivery.ts';
import type { WebhookEndpoint } from '../domain/webhook/webhook-endpoint.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { loadWebhookEndpoint } from './load-webhook-endpoint.ts';

type Replaying = Pick<Ports, 'store' | 'feed' | 'webhookDeliveries' | 'webhookQueue'>;

/** What one call takes on; whoever has more asks again. */
const mostReplayed = 200;

export interface Replayed {
  readonly replayed: number;
  /** Whether there may be more, from where. */
  readonly more: boolean;
  readonly nextFrom?: number;
}

/**
 * Delivers again, in order: from a position of the feed on every event that the endpoint wants, without one what is
 * dead or was dropped. Refuses with `webhook-endpoint.unknown` and `webhook-endpoint.disabled`.
 */
export async function replayWebhooks(
  ports: Replaying,
  id: string,
  from: number | undefined,
  context: Context,
): Promise<Result<Replayed>> {
  const loaded = await loadWebhookEndpoint(ports.store, id);
  if (!loaded.ok) return loaded;
  const { state } = loaded.value;
  if (state.status === 'disabled') {
    return refuse('webhook-endpoint.disabled', 'The endpoint is disabled; enable it, then replay.');
  }
  return done(
    from === undefined
      ? await replayUndelivered(ports, id, context)
      : await replayFrom(ports, id, state, from, context),
  );
}

async function replayUndelivered(ports: Replaying, id: string, context: Context): Promise<Replayed> {
  const lists = await Promise.all(
    (['dead', 'dropped'] as const).map((status) =>
      ports.webhookDeliveries.list(id, { status, limit: mostReplayed, oldestFirst: true }),
    ),
  );
  const found = lists
    .flatMap(({ items }) => items)
    .toSorted((a, b) => (a.eventId < b.eventId ? -1 : 1))
    .slice(0, mostReplayed);
  await queueAgain(
    ports,
    found.map((delivery) => requeueDelivery(delivery, context.now)),
  );
  const listed = lists.reduce((sum, { items }) => sum + items.length, 0);
  const more = listed > found.length || lists.some(({ nextCursor }) => nextCursor !== undefined);
  return { replayed: found.length, more };
}

async function replayFrom(
  ports: Replaying,
  id: string,
  { terms }: WebhookEndpoint,
  from: number,
  context: Context,
): Promise<Replayed> {
  const after = from - 1;
  const { items, nextAfter } = await ports.feed.read({ after, limit: mostReplayed, types: terms.types });
  await queueAgain(
    ports,
    items.map((event) => queueDelivery(id, event, context.now)),
  );
  return nextAfter === after
    ? { replayed: items.length, more: false }
    : { replayed: items.length, more: true, nextFrom: nextAfter + 1 };
}

async function queueAgain(
  { webhookDeliveries, webhookQueue }: Replaying,
  deliveries: readonly WebhookDelivery[],
): Promise<void> {
  await Promise.all(deliveries.map((delivery) => webhookDeliveries.put(delivery)));
  await webhookQueue.send(deliveries);
}
