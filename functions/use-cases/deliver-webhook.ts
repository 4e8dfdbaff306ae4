import { done } from '../domain/result.ts';
import { attemptDelivery, type WebhookDelivery, webhookBody } from '../domain/webhook/delivery.ts';
import {
  type DisabledReason,
  disableWebhookEndpoint,
  webhookEndpointAggregate,
} from '../domain/webhook/webhook-endpoint.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { soundAlarm } from './sound-alarm.ts';
import { validWebhookSecrets } from './webhook-secrets.ts';
import { changeOne } from './write-one.ts';

type Delivering = Pick<Ports, 'store' | 'ids' | 'webhookDeliveries' | 'webhookSender'>;

/** RFC 9110 §15.5.11; by it a receiver unsubscribes, as Standard Webhooks has it. */
const goneStatus = 410;

/**
 * One attempt at a delivery. Answers the seconds until the next one, or undefined when there is none: it was taken, it
 * is dead, or its endpoint is told nothing any more.
 */
export async function deliverWebhook(
  ports: Delivering,
  { endpointId, eventId }: Pick<WebhookDelivery, 'endpointId' | 'eventId'>,
  context: Context,
): Promise<number | undefined> {
  const { store, webhookDeliveries, webhookSender } = ports;
  const delivery = await webhookDeliveries.find(endpointId, eventId);
  if (delivery === undefined || delivery.status !== 'pending') return undefined;
  const secondsLeft = secondsUntil(delivery.nextAttemptAt, context.now);
  if (secondsLeft > 0) return secondsLeft;
  const endpoint = await store.load(webhookEndpointAggregate, endpointId);
  if (endpoint?.state.status !== 'enabled') {
    const { nextAttemptAt: _, ...rest } = delivery;
    await webhookDeliveries.put({ ...rest, status: 'dropped', outcome: 'the endpoint is not enabled' });
    return undefined;
  }
  const { aggregateType, aggregateId, version } = delivery;
  const event = (await store.history(aggregateType, aggregateId, version - 1))[0];
  if (event === undefined) throw new Error(`the event ${eventId} is not in the history of ${aggregateId}`);
  const answer = await webhookSender.send({
    url: endpoint.state.terms.url,
    id: eventId,
    at: context.now,
    body: webhookBody(event),
    secrets: await validWebhookSecrets(store, endpoint, context.now),
  });
  const status = 'status' in answer ? answer.status : undefined;
  const tried = attemptDelivery(
    delivery,
    {
      accepted: status !== undefined && status >= 200 && status < 300,
      gone: status === goneStatus,
      outcome: 'status' in answer ? `HTTP ${answer.status}` : answer.words,
    },
    context.now,
  );
  if (tried.status === 'dead') await giveUp(ports, tried, status === goneStatus, context);
  await webhookDeliveries.put(tried);
  return tried.nextAttemptAt === undefined ? undefined : secondsUntil(tried.nextAttemptAt, context.now);
}

/** Disables an endpoint that is gone, or that took nothing at all while this delivery was tried. */
async function giveUp(
  ports: Delivering,
  { endpointId, firstAttemptAt = '', outcome }: WebhookDelivery,
  isGone: boolean,
  context: Context,
): Promise<void> {
  const lastDeliveredAt = await ports.webhookDeliveries.lastDeliveredAt(endpointId);
  if (!isGone && lastDeliveredAt !== undefined && lastDeliveredAt >= firstAttemptAt) return;
  const reason: DisabledReason = isGone ? 'gone' : 'failing';
  const disabled = await changeOne(
    ports.store,
    webhookEndpointAggregate,
    endpointId,
    context,
    async ({ state }) => {
      const events = disableWebhookEndpoint(state, reason);
      if (events.length === 0) return done({ events });
      const { host } = new URL(state.terms.url);
      const words = isGone
        ? `The webhook endpoint at ${host} is gone for good (HTTP 410) and was disabled.`
        : `The webhook endpoint at ${host} took nothing for three days (${outcome}) and was disabled; enable it when it works, and replay.`;
      const others = await soundAlarm(
        ports,
        {
          kind: 'webhook-failing',
          severity: 'major',
          subject: { type: 'webhook-endpoint', id: endpointId },
          words,
        },
        context,
      );
      return done({ events, others });
    },
  );
  if (!disabled.ok) throw new Error(`${endpointId} was not disabled: ${disabled.refusal.message}`);
}

function secondsUntil(at: string | undefined, now: string): number {
  return at === undefined ? 0 : Math.max(0, Math.ceil((Date.parse(at) - Date.parse(now)) / 1000));
}
