import { done, type Result } from '../domain/result.ts';
import {
  removeWebhookEndpoint as decide,
  webhookEndpointAggregate,
} from '../domain/webhook/webhook-endpoint.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { silenceAlarm } from './sound-alarm.ts';
import { webhookSecrets } from './webhook-secrets.ts';
import { changeOne } from './write-one.ts';

/** Tells an endpoint nothing any more and forgets its secrets. */
export async function removeWebhookEndpoint(
  { store }: Pick<Ports, 'store'>,
  id: string,
  context: Context,
): Promise<Result<void>> {
  const removed = await changeOne(store, webhookEndpointAggregate, id, context, async ({ state }) => {
    const decided = decide(state);
    if (!decided.ok) return decided;
    const about = { kind: 'webhook-failing', subject: { type: 'webhook-endpoint', id } } as const;
    return done({
      events: decided.value,
      others: await silenceAlarm({ store }, about, 'The endpoint was removed.', context),
      extras: { secrets: { [webhookSecrets.current]: null, [webhookSecrets.former]: null } },
    });
  });
  return removed.ok ? done(undefined) : removed;
}
