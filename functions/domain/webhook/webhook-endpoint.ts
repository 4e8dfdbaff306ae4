import type { WebhookEndpointChanged } from '../../contracts/events/webhook-endpoint-changed.ts';
import type { WebhookEndpointCreated } from '../../contracts/events/webhook-endpoint-created.ts';
import type { WebhookEndpointDisabled } from '../../contracts/events/webhook-endpoint-disabled.ts';
import type { WebhookEndpointEnabled } from '../../contracts/events/webhook-endpoint-enabled.ts';
import type { WebhookEndpointRemoved } from '../../contracts/events/webhook-endpoint-removed.ts';
import type { WebhookEndpointSecretRotated } from '../../contracts/events/webhook-endpoint-secret-rotated.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { WebhookTerms } from '../../contracts/webhook-endpoint.ts';
import type { Aggregate } from '../aggregate.ts';
import { isSame } from '../details.ts';
import { done, type Result, refuse } from '../result.ts';

export type WebhookEndpointEvent =
  | WebhookEndpointCreated
  | WebhookEndpointChanged
  | WebhookEndpointSecretRotated
  | WebhookEndpointDisabled
  | WebhookEndpointEnabled
  | WebhookEndpointRemoved;

export type DisabledReason = WebhookEndpointDisabled['data']['reason'];

/** Somebody's program that is told of events. */
export interface WebhookEndpoint {
  readonly terms: WebhookTerms;
  readonly status: 'enabled' | 'disabled' | 'removed';
  readonly disabledReason?: DisabledReason;
  /** Until then deliveries carry a second signature, with the secret before this one. */
  readonly formerSecretUntil?: Instant;
  readonly createdAt: Instant;
}

/** Those that have not been removed are found under this owner. */
export const keptEndpoints = 'kept';

/** How long a receiver has to learn a new secret. */
export const formerSecretHours = 24;

export const webhookEndpointAggregate: Aggregate<WebhookEndpoint, WebhookEndpointEvent> = {
  type: 'webhook-endpoint',
  links: ({ status }) => (status === 'removed' ? {} : { owner: keptEndpoints }),
  evolve(state, event, at) {
    if (event.type === 'webhook-endpoint.created') {
      return { terms: event.data, status: 'enabled', createdAt: at };
    }
    if (state === undefined) throw new Error(`${event.type} on a webhook endpoint that does not exist`);
    const { disabledReason: _, ...rest } = state;
    switch (event.type) {
      case 'webhook-endpoint.changed':
        return { ...state, terms: event.data };
      case 'webhook-endpoint.secret-rotated':
        return { ...state, formerSecretUntil: event.data.formerUntil };
      case 'webhook-endpoint.disabled':
        return { ...rest, status: 'disabled', disabledReason: event.data.reason };
      case 'webhook-endpoint.enabled':
        return { ...rest, status: 'enabled' };
      case 'webhook-endpoint.removed':
        return { ...rest, status: 'removed' };
    }
  },
};

export interface WebhookEndpointWish {
  readonly url?: WebhookTerms['url'] | undefined;
  readonly types?: WebhookTerms['types'] | undefined;
  readonly description?: WebhookTerms['description'] | undefined;
  readonly status?: 'enabled' | 'disabled' | undefined;
}

/** Changes what is wished otherwise. */
export function changeWebhookEndpoint(
  endpoint: WebhookEndpoint,
  wish: WebhookEndpointWish,
): readonly WebhookEndpointEvent[] {
  const { url, types, description } = endpoint.terms;
  const { status } = wish;
  const terms = {
    url: wish.url ?? url,
    types: wish.types ?? types,
    description: wish.description ?? description,
  };
  const events: WebhookEndpointEvent[] = [];
  if (!isSame(terms, endpoint.terms)) events.push({ type: 'webhook-endpoint.changed', data: terms });
  if (status === 'disabled') events.push(...disableWebhookEndpoint(endpoint, 'requested'));
  if (status === 'enabled' && endpoint.status === 'disabled') {
    events.push({ type: 'webhook-endpoint.enabled', data: {} });
  }
  return events;
}

export function disableWebhookEndpoint(
  { status }: WebhookEndpoint,
  reason: DisabledReason,
): readonly WebhookEndpointEvent[] {
  return status === 'enabled' ? [{ type: 'webhook-endpoint.disabled', data: { reason } }] : [];
}

export function removeWebhookEndpoint({ status }: WebhookEndpoint): Result<readonly WebhookEndpointEvent[]> {
  return status === 'removed'
    ? refuse('webhook-endpoint.unknown', 'This webhook endpoint was removed.')
    : done([{ type: 'webhook-endpoint.removed', data: {} }]);
}

/** From `now` on there is a new secret; the former one holds for a while beside it. */
export function rotateWebhookSecret(now: Instant): readonly WebhookEndpointEvent[] {
  const formerUntil = new Date(Date.parse(now) + formerSecretHours * 3_600_000).toISOString();
  return [{ type: 'webhook-endpoint.secret-rotated', data: { formerUntil } }];
}

export function formerSecretHolds({ formerSecretUntil }: WebhookEndpoint, at: Instant): boolean {
  return formerSecretUntil !== undefined && at < formerSecretUntil;
}
