import * as z from 'zod';
import { accessRequest } from '../access.ts';
import { suspensionReason } from '../billing-profile.ts';
import { defineRoute } from '../route.ts';
import { address, day, id } from '../scalars.ts';
import { equipmentRequest, saleRefusals, serviceView } from './services.ts';

const tag = 'Services';
const params = z.object({ id });

const scheduled = z.object({ actionId: id, on: day }).optional().meta({
  description:
    'Instead of an order: what waits for its day. DELETE /services/{id}/pending/{actionId} cancels it.',
});
const ordered = { status: 202, body: z.object({ orderId: id }).meta({ id: 'Ordered' }) } as const;
const orderedOrScheduled = {
  status: 202,
  body: z.object({ orderId: id.optional(), scheduled }).meta({ id: 'OrderedOrScheduled' }),
} as const;

const onDay = z.strictObject({ on: day }).meta({ description: 'A day of the subscriber, today or later.' });
const nowOrOn = z.union([z.literal('now'), onDay]).default('now');
const scheduleRefusals = ['service.action-pending', 'service.schedule-in-the-past'];
const refusals = [
  'service.order-in-progress',
  'service.terminated',
  'service.terminating',
  'service.unknown',
];

export const activateService = defineRoute({
  method: 'POST',
  path: '/services/{id}/activate',
  permission: 'services:operate',
  summary: 'Order the activation of a selected service, or try a failed one again',
  tag,
  params,
  answer: ordered,
  refusals: [...refusals, 'service.already-active', 'service.already-suspended'],
});

export const suspension = z.strictObject({
  reason: suspensionReason.default('requested'),
  note: z.string().trim().min(1).max(1000).optional(),
  when: nowOrOn,
  until: day.optional().meta({ description: 'The service is resumed by itself when this day begins.' }),
});

export const suspendService = defineRoute({
  method: 'POST',
  path: '/services/{id}/suspend',
  permission: 'services:operate',
  summary: 'Order the suspension of an active service',
  tag,
  params,
  body: suspension.prefault({}).meta({ id: 'Suspension' }),
  answer: orderedOrScheduled,
  refusals: [
    ...refusals,
    ...scheduleRefusals,
    'service.already-suspended',
    'service.not-active',
    'service.until-not-after',
  ],
});

export const resumption = z.strictObject({ when: nowOrOn });

export const resumeService = defineRoute({
  method: 'POST',
  path: '/services/{id}/resume',
  permission: 'services:operate',
  summary: 'Order that a suspended service is delivered in full again',
  tag,
  params,
  body: resumption.prefault({}).meta({ id: 'Resumption' }),
  answer: orderedOrScheduled,
  refusals: [...refusals, ...scheduleRefusals, 'service.not-active', 'service.not-suspended'],
});

export const termination = z.strictObject({
  when: z.union([z.enum(['now', 'end-of-period']), onDay]).default('now'),
  waiveFee: z
    .literal(true)
    .optional()
    .meta({ description: 'No early-termination fee, although the contract’s term is not over.' }),
});

export const terminateService = defineRoute({
  method: 'POST',
  path: '/services/{id}/terminate',
  permission: 'services:operate',
  summary: 'Order the end of a service, at once or later; once it is placed there is no way back',
  tag,
  params,
  body: termination.prefault({}).meta({ id: 'Termination' }),
  answer: orderedOrScheduled,
  refusals: [...refusals, ...scheduleRefusals, 'service.not-active'],
});

export const cancelPending = defineRoute({
  method: 'DELETE',
  path: '/services/{id}/pending/{actionId}',
  permission: 'services:operate',
  summary: 'Cancel an order that waits for its day',
  tag,
  params: z.object({ id, actionId: id }),
  answer: { status: 200, body: serviceView },
  refusals: ['service.action-unknown', 'service.unknown'],
  versioned: true,
});

export const mendService = defineRoute({
  method: 'POST',
  path: '/services/{id}/mend',
  permission: 'services:operate',
  summary: 'Overwrite what differs on the network now, whatever the policy of site and nodes',
  tag,
  params,
  answer: {
    status: 202,
    body: z
      .object({ revision: z.int().min(1).meta({ description: 'The revision that the network gets.' }) })
      .meta({ id: 'MendRequested' }),
  },
  refusals: ['service.nothing-to-mend', 'service.order-in-progress', 'service.unknown'],
});

export const serviceChangeRequest = z.strictObject({
  planId: id.optional(),
  addOns: z.array(id).max(20).optional().meta({ description: 'Add-ons to add.' }),
  equipment: z.array(equipmentRequest).max(20).optional().meta({ description: 'Equipment to add.' }),
  removeItems: z
    .array(id)
    .max(20)
    .optional()
    .meta({ description: 'Items of the service to remove, by `itemId`.' }),
  address: address.optional(),
  access: accessRequest.optional().meta({ description: 'Given whole and at once; the site stays the same.' }),
  when: z
    .union([z.enum(['now', 'next-period']), onDay])
    .default('now')
    .meta({ description: 'Prices are those of the day on which it is ordered.' }),
});

export const changeService = defineRoute({
  method: 'POST',
  path: '/services/{id}/change',
  permission: 'services:write',
  summary: 'Order another plan, other extras, another address or access for an active service',
  tag,
  params,
  body: serviceChangeRequest.meta({ id: 'ServiceChangeRequest' }),
  answer: {
    status: 202,
    body: z
      .object({
        orderId: id.optional(),
        scheduled,
        password: z.string().optional().meta({ description: 'Made for the new access. Shown this once.' }),
      })
      .meta({ id: 'OrderedChange' }),
  },
  refusals: [
    ...refusals,
    ...saleRefusals,
    ...scheduleRefusals,
    'service.access-at-once',
    'service.already-suspended',
    'service.change-empty',
    'service.item-unknown',
    'service.not-active',
    'service.site-fixed',
  ],
});
