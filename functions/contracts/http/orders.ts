import * as z from 'zod';
import { listQueryBy, pageOf } from '../page.ts';
import { defineRoute } from '../route.ts';
import { actor, id, instant } from '../scalars.ts';
import { orderFailureCode, orderKind } from '../service-order.ts';
import { whose } from '../whose.ts';

const tag = 'Orders';

const orderStepView = z
  .object({
    name: z.string(),
    at: instant,
    ok: z.boolean(),
    answer: z.string().meta({ description: 'What the device or AAA answered.' }),
    revision: z.int().min(1).optional(),
  })
  .meta({ id: 'OrderStep' });

/** The execution of an order as the API shows it. */
export const orderView = z
  .object({
    id,
    serviceId: id,
    subscriberId: id,
    siteId: id,
    kind: orderKind,
    state: z.enum(['requested', 'running', 'succeeded', 'failed']),
    requestedBy: actor,
    requestedAt: instant,
    bulkActionId: id.optional().meta({ description: 'The bulk action of which it is a part.' }),
    endedAt: instant.optional(),
    revision: z.int().min(1).optional().meta({ description: 'The desired state that fulfils the order.' }),
    steps: z.array(orderStepView),
    compensation: z
      .object({
        revision: z.int().min(1),
        reason: z.string(),
        startedAt: instant,
        steps: z.array(orderStepView),
        confirmed: z
          .boolean()
          .optional()
          .meta({ description: 'Whether the network confirmed it; left out while it runs.' }),
      })
      .optional()
      .meta({ description: 'How what had been applied was undone.' }),
    sessions: z
      .object({ changed: z.int(), cut: z.int() })
      .optional()
      .meta({ description: 'Live sessions that got another rate, and those that were cut.' }),
    reason: z.string().optional().meta({ description: 'Why it failed, in words.' }),
    code: orderFailureCode.optional().meta({ description: 'Why it failed.' }),
  })
  .meta({ id: 'Order' });
export type OrderView = z.infer<typeof orderView>;

export const getOrder = defineRoute({
  method: 'GET',
  path: '/orders/{id}',
  permission: 'services:read',
  summary: 'Read the execution of an order',
  tag,
  params: z.object({ id }),
  answer: { status: 200, body: orderView },
  refusals: ['service-order.unknown'],
  versioned: true,
});

/** An id, or a day with one. */
const place = /^(\d{4}-\d{2}-\d{2}#)?[a-z]{3}_[0-9A-Z]{26}$/;

export const listOrders = defineRoute({
  method: 'GET',
  path: '/orders',
  permission: 'services:read',
  summary: 'List orders',
  tag,
  query: listQueryBy(place).extend({
    serviceId: id.optional(),
    siteId: id.optional(),
    unresolved: z.literal('true').optional().meta({
      description:
        'Only those that failed within the last 30 days and whose service had no order since, by the day of that.',
    }),
  }),
  answer: { status: 200, body: pageOf(orderView.extend(whose.shape).meta({ id: 'ListedOrder' })) },
});
