import { done, type Result } from '../domain/result.ts';
import {
  changeWebhookEndpoint as decide,
  type WebhookEndpoint,
  type WebhookEndpointWish,
  webhookEndpointAggregate,
} from '../domain/webhook/webhook-endpoint.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { notRemoved } from './load-webhook-endpoint.ts';
import { silenceAlarm } from './sound-alarm.ts';
import { changeOne } from './write-one.ts';

/** Changes an endpoint, disables it, or enables it again, which clears its alarm. */
export function changeWebhookEndpoint(
  { store }: Pick<Ports, 'store'>,
  id: string,
  wish: WebhookEndpointWish,
  context: Context,
): Promise<Result<Stored<WebhookEndpoint>>> {
  return changeOne(store, webhookEndpointAggregate, id, context, async (stored) => {
    const kept = notRemoved(stored);
    if (!kept.ok) return kept;
    const events = decide(stored.state, wish);
    const isEnabled = events.some(({ type }) => type === 'webhook-endpoint.enabled');
    const about = { kind: 'webhook-failing', subject: { type: 'webhook-endpoint', id } } as const;
    const others = isEnabled
      ? await silenceAlarm({ store }, about, 'The endpoint was enabled again.', context)
      : [];
    return done({ events, others });
  });
}
