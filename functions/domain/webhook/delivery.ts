import type { AggregateType, EventEnvelope } from '../../contracts/event.ts';
import type { Instant } from '../../contracts/scalars.ts';

/** One event on its way to one endpoint. */
export interface WebhookDelivery {
  readonly endpointId: string;
  readonly eventId: string;
  readonly type: string;
  readonly aggregateType: AggregateType;
  readonly aggregateId: string;
  readonly version: number;
  /** `dead`: tried for three days in vain. `dropped`: its endpoint was disabled before it could be delivered. */
  readonly status: 'pending' | 'delivered' | 'dead' | 'dropped';
  readonly attempts: number;
  readonly queuedAt: Instant;
  readonly firstAttemptAt?: Instant;
  readonly lastAttemptAt?: Instant;
  readonly nextAttemptAt?: Instant;
  /** What came of the last attempt: the HTTP status of the answer, or why there was none. */
  readonly outcome?: string;
}

/** Seconds until the next attempt after the first, the second and so on: quick at first, at last every eight hours. */
const pauses = [5, 300, 1_800, 7_200, 18_000];
const longestPause = 28_800;
const triedForMs = 3 * 24 * 3_600_000;

/** What a receiver must be able to take at the least; what is longer is told without its data. */
const mostBytes = 64 * 1024;

export function queueDelivery(endpointId: string, event: EventEnvelope, at: Instant): WebhookDelivery {
  const { eventId, type, aggregateType, aggregateId, version } = event;
  return {
    endpointId,
    eventId,
    type,
    aggregateType,
    aggregateId,
    version,
    status: 'pending',
    attempts: 0,
    queuedAt: at,
  };
}

/** As it was when it was new, to be tried for three days once more. */
export function requeueDelivery(delivery: WebhookDelivery, at: Instant): WebhookDelivery {
  const { endpointId, eventId, type, aggregateType, aggregateId, version } = delivery;
  return {
    endpointId,
    eventId,
    type,
    aggregateType,
    aggregateId,
    version,
    status: 'pending',
    attempts: 0,
    queuedAt: at,
  };
}

/** The delivery after an attempt; pending with `nextAttemptAt` when it is to be tried again. */
export function attemptDelivery(
  { nextAttemptAt: _, ...delivery }: WebhookDelivery,
  {
    accepted,
    gone,
    outcome,
  }: { readonly accepted: boolean; readonly gone: boolean; readonly outcome: string },
  at: Instant,
): WebhookDelivery {
  const attempts = delivery.attempts + 1;
  const firstAttemptAt = delivery.firstAttemptAt ?? at;
  const tried = { ...delivery, attempts, firstAttemptAt, lastAttemptAt: at, outcome };
  if (accepted) return { ...tried, status: 'delivered' };
  const next = Date.parse(at) + (pauses[attempts - 1] ?? longestPause) * 1000;
  return gone || next > Date.parse(firstAttemptAt) + triedForMs
    ? { ...tried, status: 'dead' }
    : { ...tried, nextAttemptAt: new Date(next).toISOString() };
}

/**
 * What is sent: `type`, `timestamp` and `data` as Standard Webhooks advises, where `data` is the event as the feed has
 * it. Of an event that is too long its own data is left out and `omitted` says so.
 */
export function webhookBody(event: EventEnvelope): string {
  const body = JSON.stringify({ type: event.type, timestamp: event.at, data: event });
  if (new TextEncoder().encode(body).length <= mostBytes) return body;
  const { data: _, ...rest } = event;
  return JSON.stringify({ type: event.type, timestamp: event.at, data: { ...rest, omitted: true } });
}
