import * as z from 'zod';
import { billingPeriod } from '../catalog.ts';
import { defineRoute } from '../route.ts';
import { address, day, id, moneyWire } from '../scalars.ts';
import { taxServiceRefusals } from '../tax-service.ts';
import { previewedLine } from './command-preview.ts';
import { portalTag as tag } from './portal.ts';
import { instalments, myServiceParams, myServiceRefusals, portalServiceView } from './portal-services.ts';
import { ticketView } from './tickets.ts';

const params = myServiceParams;

const offered = z.object({ price: moneyWire, period: billingPeriod, name: z.string() });

export const listMyOffers = defineRoute({
  method: 'GET',
  path: '/portal/accounts/{accountId}/services/{serviceId}/offers',
  permission: 'portal:read',
  summary: 'Plans to which one of my services can change, and add-ons that it can have',
  tag,
  params,
  answer: {
    status: 200,
    body: z
      .object({
        plans: z.array(
          offered.extend({
            planId: id,
            downKbps: z.int(),
            upKbps: z.int(),
            quotaGigabytes: z.number().optional().meta({ description: 'Up to the first step of its quota.' }),
            termMonths: z.int().optional().meta({ description: 'For how long it binds.' }),
          }),
        ),
        addOns: z.array(
          offered.extend({
            addOnId: id,
            period: billingPeriod
              .optional()
              .meta({ description: 'Left out of what is charged once or in instalments.' }),
            instalments,
          }),
        ),
      })
      .meta({ id: 'PortalOffers' }),
  },
  refusals: myServiceRefusals,
});

const wish = z
  .strictObject({
    planId: id.optional(),
    addOns: z.array(id).max(20).optional(),
    removeItems: z.array(id).max(20).optional().meta({ description: 'Add-ons to give up, by `itemId`.' }),
    when: z.enum(['now', 'next-period']).default('now'),
  })
  .meta({ id: 'MyChange' });

const changeRefusals = [
  ...myServiceRefusals,
  'add-on.retired',
  'catalog.currency-differs',
  'plan.not-available-yet',
  'plan.retired',
  'plan.technology-not-served',
  'portal.item-fixed',
  'reference.add-on-unknown',
  'reference.plan-unknown',
  'service.action-pending',
  'service.already-suspended',
  'service.change-empty',
  'service.item-unknown',
  'service.not-active',
  'service.order-in-progress',
  'service.terminated',
  'service.terminating',
  'service.too-many-items',
];

export const previewMyChange = defineRoute({
  method: 'POST',
  path: '/portal/accounts/{accountId}/services/{serviceId}/change-preview',
  permission: 'portal:manage',
  summary: 'What a change would cost, to the cent, without changing anything',
  tag,
  params,
  body: wish,
  answer: {
    status: 200,
    body: z
      .object({
        on: day.meta({ description: 'The day from which it would hold.' }),
        recurring: z.object({
          before: moneyWire,
          after: moneyWire,
          period: billingPeriod,
        }),
        due: moneyWire.meta({
          description:
            'By how much it changes what is charged on that day, taxes included; negative gives back.',
        }),
        lines: z
          .array(previewedLine)
          .meta({ description: 'What stands on the invoice of that day because of it.' }),
      })
      .meta({ id: 'ChangePreview' }),
  },
  refusals: [...changeRefusals, 'billing-account.currency-differs', ...taxServiceRefusals],
});

const taken = {
  status: 202,
  body: z
    .object({
      on: day.optional().meta({ description: 'Left out where it begins at once.' }),
      actionId: id.optional(),
    })
    .meta({ id: 'MyChangeTaken' }),
} as const;

export const changeMyService = defineRoute({
  method: 'POST',
  path: '/portal/accounts/{accountId}/services/{serviceId}/change',
  permission: 'portal:manage',
  summary: 'Change the plan or the add-ons of one of my services',
  tag,
  params,
  body: wish,
  answer: taken,
  refusals: changeRefusals,
});

export const cancelMyChange = defineRoute({
  method: 'DELETE',
  path: '/portal/accounts/{accountId}/services/{serviceId}/pending/{actionId}',
  permission: 'portal:manage',
  summary: 'Cancel what I asked for and what waits for its day',
  tag,
  params: params.extend({ actionId: id }),
  answer: { status: 200, body: portalServiceView },
  refusals: [...myServiceRefusals, 'service.action-unknown'],
});

export const topUpMyService = defineRoute({
  method: 'POST',
  path: '/portal/accounts/{accountId}/services/{serviceId}/top-ups',
  permission: 'portal:manage',
  summary: 'Buy more volume: it is there, and charged, at once',
  tag,
  params,
  body: z.strictObject({ gigabytes: z.number().positive() }).meta({ id: 'MyTopUp' }),
  answer: { status: 201, body: portalServiceView },
  refusals: [...myServiceRefusals, 'service.not-active', 'service.top-up-not-offered'],
});

export const pauseMyService = defineRoute({
  method: 'POST',
  path: '/portal/accounts/{accountId}/services/{serviceId}/pause',
  permission: 'portal:manage',
  summary: 'Pause one of my services, within the bounds of the provider’s vacation rule',
  tag,
  params,
  body: z
    .strictObject({
      from: day.optional().meta({ description: 'At once if left out.' }),
      until: day.meta({ description: 'It comes back by itself when this day begins.' }),
    })
    .meta({ id: 'MyPause' }),
  answer: taken,
  refusals: [
    ...myServiceRefusals,
    'portal.pause-not-offered',
    'portal.pause-too-long',
    'portal.pause-too-short',
    'service.action-pending',
    'service.already-suspended',
    'service.not-active',
    'service.order-in-progress',
    'service.schedule-in-the-past',
    'service.terminated',
    'service.terminating',
    'service.until-not-after',
  ],
});

export const resumeMyService = defineRoute({
  method: 'POST',
  path: '/portal/accounts/{accountId}/services/{serviceId}/resume',
  permission: 'portal:manage',
  summary: 'Take up again one of my services that I had paused',
  tag,
  params,
  answer: taken,
  refusals: [
    ...myServiceRefusals,
    'portal.not-paused-by-me',
    'service.action-pending',
    'service.not-active',
    'service.not-suspended',
    'service.order-in-progress',
    'service.terminated',
    'service.terminating',
  ],
});

export const changeMyPassword = defineRoute({
  method: 'PUT',
  path: '/portal/accounts/{accountId}/services/{serviceId}/access-password',
  permission: 'portal:manage',
  summary: 'Give the line another password; my router needs it the next time it dials in',
  tag,
  params,
  body: z
    .strictObject({
      password: z
        .string()
        .min(8)
        .max(128)
        .regex(/^[\x21-\x7e]+$/, 'must be letters, digits and signs of ASCII, without spaces')
        .optional()
        .meta({ description: 'One is made if left out.' }),
    })
    .prefault({})
    .meta({ id: 'MyPassword' }),
  answer: {
    status: 202,
    body: z
      .object({
        password: z.string().optional().meta({ description: 'The one that was made. Shown this once.' }),
      })
      .meta({ id: 'MyPasswordTaken' }),
  },
  refusals: [
    ...myServiceRefusals,
    'portal.no-password',
    'service.already-suspended',
    'service.not-active',
    'service.order-in-progress',
    'service.terminated',
    'service.terminating',
  ],
});

export const requestMyMove = defineRoute({
  method: 'POST',
  path: '/portal/accounts/{accountId}/services/{serviceId}/move-requests',
  permission: 'portal:manage',
  summary: 'Ask that one of my services moves to another address; the provider answers in a ticket',
  tag,
  params,
  body: z
    .strictObject({ address, on: day.optional(), note: z.string().trim().min(1).max(2000).optional() })
    .meta({ id: 'MyMove' }),
  answer: { status: 201, body: ticketView },
  refusals: [...myServiceRefusals, 'ticket.too-many-open'],
});
