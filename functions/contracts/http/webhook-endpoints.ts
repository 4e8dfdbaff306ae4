import * as z from 'zod';
import { pageOf, pageQuery } from '../page.ts';
import { defineRoute } from '../route.ts';
import { id, instant } from '../scalars.ts';
import { webhookEventType, webhookTerms, webhookUrl } from '../webhook-endpoint.ts';

const tag = 'Webhooks';
const params = z.object({ id });

/** A program that is told of events, as the API shows it. */
export const webhookEndpointView = z
  .object({
    id,
    url: webhookUrl,
    types: z.array(webhookEventType),
    description: z.string(),
    status: z.enum(['enabled', 'disabled']),
    disabledReason: z.enum(['requested', 'failing', 'gone']).optional().meta({
      description:
        '`failing`: it took nothing for three days. `gone`: it answered 410. Enabled again by staff only.',
    }),
    formerSecretUntil: instant.optional().meta({
      description: 'Until then each delivery carries a second signature, with the secret before this one.',
    }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'WebhookEndpoint' });
export type WebhookEndpointView = z.infer<typeof webhookEndpointView>;

const withSecret = webhookEndpointView
  .extend({
    secret: z.string().meta({
      description:
        'Key of the signatures as Standard Webhooks writes it. Shown this once: keep it where the receiver can read it.',
    }),
  })
  .meta({ id: 'WebhookEndpointWithSecret' });

export const webhookDeliveryStatus = z.enum(['pending', 'delivered', 'dead', 'dropped']).meta({
  description:
    '`dead`: tried for three days in vain. `dropped`: the endpoint was disabled before it could be delivered.',
});

/** One event on its way to one endpoint. */
export const webhookDeliveryView = z
  .object({
    eventId: id.meta({ description: 'The header `webhook-id` of every attempt: a receiver takes it once.' }),
    type: z.string(),
    aggregateId: id,
    status: webhookDeliveryStatus,
    attempts: z.int().min(0),
    queuedAt: instant,
    firstAttemptAt: instant.optional(),
    lastAttemptAt: instant.optional(),
    nextAttemptAt: instant.optional(),
    outcome: z.string().optional().meta({
      description: 'What came of the last attempt: `HTTP 503`, or why there was no answer.',
    }),
  })
  .meta({ id: 'WebhookDelivery' });
export type WebhookDeliveryView = z.infer<typeof webhookDeliveryView>;

export const createWebhookEndpoint = defineRoute({
  method: 'POST',
  path: '/webhook-endpoints',
  permission: 'webhooks:write',
  summary: 'Have a program told of events, signed as Standard Webhooks has it',
  tag,
  body: webhookTerms.meta({ id: 'NewWebhookEndpoint' }),
  answer: { status: 201, body: withSecret },
  versioned: true,
});

export const listWebhookEndpoints = defineRoute({
  method: 'GET',
  path: '/webhook-endpoints',
  permission: 'webhooks:read',
  summary: 'List who is told of events',
  tag,
  query: pageQuery,
  answer: { status: 200, body: pageOf(webhookEndpointView) },
});

export const getWebhookEndpoint = defineRoute({
  method: 'GET',
  path: '/webhook-endpoints/{id}',
  permission: 'webhooks:read',
  summary: 'Read a webhook endpoint',
  tag,
  params,
  answer: { status: 200, body: webhookEndpointView },
  refusals: ['webhook-endpoint.unknown'],
  versioned: true,
});

export const changeWebhookEndpoint = defineRoute({
  method: 'PATCH',
  path: '/webhook-endpoints/{id}',
  permission: 'webhooks:write',
  summary: 'Change a webhook endpoint, disable it or enable it again',
  tag,
  params,
  body: z
    .strictObject({
      url: webhookUrl.optional(),
      types: webhookTerms.shape.types.optional(),
      description: z.string().trim().max(200).optional(),
      status: z.enum(['enabled', 'disabled']).optional(),
    })
    .meta({ id: 'WebhookEndpointChange' }),
  answer: { status: 200, body: webhookEndpointView },
  refusals: ['webhook-endpoint.unknown'],
  versioned: true,
});

export const removeWebhookEndpoint = defineRoute({
  method: 'DELETE',
  path: '/webhook-endpoints/{id}',
  permission: 'webhooks:write',
  summary: 'Tell a program nothing any more',
  tag,
  params,
  answer: { status: 204, body: z.void() },
  refusals: ['webhook-endpoint.unknown'],
  versioned: true,
});

export const rotateWebhookSecret = defineRoute({
  method: 'POST',
  path: '/webhook-endpoints/{id}/rotate-secret',
  permission: 'webhooks:write',
  summary: 'Make a new secret; deliveries are signed with the former one as well for a day',
  tag,
  params,
  answer: { status: 200, body: withSecret },
  refusals: ['webhook-endpoint.unknown'],
  versioned: true,
});

export const listWebhookDeliveries = defineRoute({
  method: 'GET',
  path: '/webhook-endpoints/{id}/deliveries',
  permission: 'webhooks:read',
  summary: 'What went to an endpoint in the last thirty days and what came of it, the newest event first',
  tag,
  params,
  query: pageQuery.extend({ status: webhookDeliveryStatus.optional() }),
  answer: { status: 200, body: pageOf(webhookDeliveryView) },
  refusals: ['webhook-endpoint.unknown'],
});

export const replayWebhooks = defineRoute({
  method: 'POST',
  path: '/webhook-endpoints/{id}/replay',
  permission: 'webhooks:write',
  summary:
    'Deliver again, in order: what is dead or was dropped, or every event from a position of the feed on',
  tag,
  params,
  query: z.object({
    from: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional().meta({
      description:
        'Position of the first event; also what was delivered, or happened before the endpoint, comes again. Left out: only what is dead or was dropped.',
    }),
  }),
  answer: {
    status: 200,
    body: z.object({
      replayed: z.int().min(0),
      more: z.boolean().meta({ description: 'There may be more: ask again, with `nextFrom` as `from`.' }),
      nextFrom: z.int().min(1).optional(),
    }),
  },
  refusals: ['webhook-endpoint.disabled', 'webhook-endpoint.unknown'],
});
