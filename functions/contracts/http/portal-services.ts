import * as z from 'zod';
import { vacationRule } from '../billing-profile.ts';
import { billingPeriod, technology } from '../catalog.ts';
import { pageOf, pageQuery } from '../page.ts';
import { serviceCondition } from '../portal.ts';
import { quota, topUpOfferWire } from '../quota.ts';
import { defineRoute } from '../route.ts';
import { address, day, id, instant, moneyWire } from '../scalars.ts';
import { orderKind } from '../service-order.ts';
import { accountParams, accountRefusals, portalTag as tag } from './portal.ts';
import { readUsage } from './usage.ts';

export const myServiceParams = accountParams.extend({ serviceId: id });
export const myServiceRefusals = [...accountRefusals, 'service.unknown'];

/** Of what is neither charged once nor each period for ever. */
export const instalments = z
  .int()
  .optional()
  .meta({ description: 'In so many parts the price is charged, one each period.' });

/** A service as its people see it. */
export const portalServiceView = z
  .object({
    serviceId: id,
    condition: serviceCondition,
    because: z
      .enum(['overdue', 'quota', 'requested', 'provider'])
      .optional()
      .meta({ description: 'Why it is not as it usually is.' }),
    since: instant.optional().meta({ description: 'Of a suspension.' }),
    until: day.optional().meta({ description: 'The day on which a suspension is planned to end.' }),
    plan: z.object({
      planId: id,
      name: z.string(),
      price: moneyWire,
      period: billingPeriod,
      downKbps: z.int(),
      upKbps: z.int(),
    }),
    extras: z.array(
      z.object({
        itemId: id,
        kind: z.enum(['add-on', 'equipment']),
        name: z.string(),
        serial: z.string().optional(),
        price: moneyWire,
        period: billingPeriod
          .optional()
          .meta({ description: 'Left out of what is charged once or in instalments.' }),
        instalments,
      }),
    ),
    quota: quota.optional(),
    topUps: z.array(topUpOfferWire).meta({ description: 'Volume that can be bought beside the quota.' }),
    address,
    technology,
    username: z.string().optional().meta({ description: 'With which the line is dialled in.' }),
    ipAddress: z.string().optional().meta({ description: 'Where it is always the same.' }),
    pending: z.array(
      z.object({
        actionId: id,
        kind: orderKind,
        on: day,
        isMine: z.boolean().meta({ description: 'Whether it was asked for, and so may be cancelled.' }),
        plan: z.string().optional(),
      }),
    ),
    isChanging: z.boolean().meta({ description: 'Whether an order is being carried out just now.' }),
  })
  .meta({ id: 'PortalService' });
export type PortalServiceView = z.infer<typeof portalServiceView>;

export const listMyServices = defineRoute({
  method: 'GET',
  path: '/portal/accounts/{accountId}/services',
  permission: 'portal:read',
  summary: 'My services, and how each of them is',
  tag,
  params: accountParams,
  query: pageQuery,
  answer: { status: 200, body: pageOf(portalServiceView) },
  refusals: accountRefusals,
});

export const readMyService = defineRoute({
  method: 'GET',
  path: '/portal/accounts/{accountId}/services/{serviceId}',
  permission: 'portal:read',
  summary: 'One of my services, whether it is online, and what of its quota is used',
  tag,
  params: myServiceParams,
  answer: {
    status: 200,
    body: portalServiceView
      .extend({
        pause: vacationRule
          .extend({
            percent: z
              .number()
              .min(0)
              .max(100)
              .meta({ description: 'Of the price, what is charged while it is paused.' }),
          })
          .optional()
          .meta({ description: 'Within which bounds it can be paused; left out where that is not offered.' }),
        isOnline: z.boolean(),
        onlineSince: instant.optional(),
        used: z
          .object({
            from: day,
            renewsOn: day,
            octets: z.int(),
            includedOctets: z
              .int()
              .meta({ description: 'Up to the first step, with what was bought or carried.' }),
          })
          .optional(),
      })
      .meta({ id: 'PortalServiceDetail' }),
  },
  refusals: myServiceRefusals,
});

export const readMyUsage = defineRoute({
  method: 'GET',
  path: '/portal/accounts/{accountId}/services/{serviceId}/usage',
  permission: 'portal:read',
  summary: 'What one of my services sent and received, by day or month',
  tag,
  params: myServiceParams,
  query: readUsage.query,
  answer: readUsage.answer,
  refusals: [...myServiceRefusals, 'usage.span-empty', 'usage.span-too-long'],
});

/** What was wrong on the network where one of my services hangs. */
export const portalOutageView = z
  .object({
    outageId: id,
    startedAt: instant,
    endedAt: instant.optional().meta({ description: 'Left out while it lasts.' }),
    serviceIds: z.array(id).meta({ description: 'Those of the account that it touches.' }),
  })
  .meta({ id: 'PortalOutage' });

export const listMyOutages = defineRoute({
  method: 'GET',
  path: '/portal/accounts/{accountId}/outages',
  permission: 'portal:read',
  summary: 'What is wrong, or was in the last 30 days, where one of my services hangs; the latest first',
  tag,
  params: accountParams,
  answer: {
    status: 200,
    body: z.object({ items: z.array(portalOutageView) }).meta({ id: 'PortalOutages' }),
  },
  refusals: accountRefusals,
});
