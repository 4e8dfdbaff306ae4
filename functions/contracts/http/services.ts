import * as z from 'zod';
import { accessBinding, accessRequest } from '../access.ts';
import { accessOverride } from '../access-override.ts';
import { accessRestriction } from '../access-restriction.ts';
import { suspensionReason } from '../billing-profile.ts';
import { serviceFilter } from '../bulk-action.ts';
import { serviceExtra, servicePlan, technology } from '../catalog.ts';
import { extraPriceWire, planVersionWire } from '../catalog-wire.ts';
import { couponCode } from '../coupon.ts';
import { serviceDiscountWire } from '../discount-wire.ts';
import { deviceReading, openSession } from '../edge/look.ts';
import { closingRule, refusedLogin, sessionSource } from '../edge/messages.ts';
import { entitlement, networkDifference, networkStatus, observedLine, outliving } from '../network-state.ts';
import { costCentre } from '../organization.ts';
import { listQuery, pageOf, pageQueryBy, sought } from '../page.ts';
import { quotaUse } from '../quota.ts';
import { defineRoute } from '../route.ts';
import { address, day, id, instant, moneyWire } from '../scalars.ts';
import { actionOrigin } from '../scheduled-action.ts';
import { orderKind } from '../service-order.ts';
import { serviceState } from '../service-state.ts';
import { standingBand } from '../time-band.ts';
import { whose } from '../whose.ts';

const tag = 'Services';
const params = z.object({ id });

/** How the network stands to the desired state. */
export const networkView = z
  .object({
    status: networkStatus,
    revision: z.int().min(0).meta({ description: 'Of the latest desired state; 0 before the first.' }),
    observedRevision: z.int().min(0).meta({ description: 'The latest one that was proven.' }),
    provenAt: instant.optional().meta({ description: 'Of that proof.' }),
    detail: z.string().optional().meta({ description: 'The reason while drifted or unreachable.' }),
    refusedLogin: refusedLogin
      .omit({ serviceId: true })
      .extend({ means: z.string() })
      .optional()
      .meta({ description: 'The last log-in that was refused, until a session begins after it.' }),
    outliving: z
      .object({ ...outliving.shape, words: z.string() })
      .optional()
      .meta({ description: 'The service may not be online, and could not be taken off the network.' }),
    since: instant.optional().meta({ description: 'Since when it is not in sync.' }),
    lookedAt: instant.optional().meta({ description: 'When it was seen so.' }),
    differences: z.array(networkDifference).optional().meta({ description: 'Both sides of what differs.' }),
    held: z.literal(true).optional().meta({
      description: 'Changed by hand and left so by policy, until `mend` or an order overwrites it.',
    }),
  })
  .meta({ id: 'NetworkView' });

/** A session as accounting tells it. Octets are the subscriber's. */
export const sessionView = z
  .object({
    sessionId: z.string(),
    siteId: id,
    nodeId: id.optional(),
    username: z.string(),
    technology: technology.optional(),
    source: sessionSource,
    framedIp: z.string().optional(),
    framedIpv6Prefix: z.string().optional().meta({ description: 'RFC 3162: of the line itself.' }),
    delegatedIpv6Prefix: z
      .string()
      .optional()
      .meta({ description: 'RFC 4818: behind the subscriber’s router.' }),
    callingStationId: z.string().optional(),
    startedAt: instant,
    updatedAt: instant.meta({ description: 'When the network was last heard of it.' }),
    endedAt: instant.optional(),
    terminateCause: z.string().optional().meta({ description: 'RFC 2866 §5.10.' }),
    closedBy: closingRule.optional().meta({ description: 'Absent when the NAS itself told of the end.' }),
    endMeans: z.string().optional().meta({ description: 'The end in words.' }),
    seconds: z.int().min(0),
    uploadOctets: z.int().min(0),
    downloadOctets: z.int().min(0),
  })
  .meta({ id: 'Session' });
export type SessionView = z.infer<typeof sessionView>;

const planOfService = servicePlan.extend({ terms: planVersionWire });
const extraOfService = serviceExtra.extend({ price: extraPriceWire });

/** An order that waits for its day. */
const pendingAction = z
  .object({
    actionId: id,
    on: day.meta({ description: 'It is placed when this day begins for the subscriber.' }),
    kind: orderKind,
    origin: actionOrigin,
    change: z
      .object({
        plan: planOfService.optional(),
        addItems: z.array(extraOfService).optional(),
        removeItems: z.array(id).optional(),
        address: address.optional(),
      })
      .optional(),
    until: day.optional().meta({ description: 'The planned end of a suspension.' }),
  })
  .meta({ id: 'PendingAction' });

/** A service as the API shows it. */
export const serviceView = z
  .object({
    id,
    subscriberId: id,
    state: serviceState,
    entitlement: entitlement.meta({ description: 'What the subscriber has at this moment.' }),
    plan: planOfService,
    extras: z.array(extraOfService),
    discounts: z.array(serviceDiscountWire),
    setupFeeWaived: z.string().optional().meta({ description: 'Why the set-up fee is not charged.' }),
    costCentre: costCentre.optional(),
    quotaUse: quotaUse.optional().meta({
      description: 'Of its quota, as of the last 80 or 100 % that were told of; left out before.',
    }),
    topUps: z
      .array(z.object({ id, gigabytes: z.number(), price: moneyWire, from: day }))
      .optional()
      .meta({ description: 'Volume that was bought beside the quota, for the span that begins on `from`.' }),
    timeBand: standingBand.optional().meta({
      description:
        'The hours of its plan that it is in, and when the next ones begin; left out where the plan has none.',
    }),
    override: accessOverride.optional(),
    restriction: accessRestriction.optional().meta({ description: 'What dunning leaves of it.' }),
    address,
    access: accessBinding,
    network: networkView,
    line: observedLine.optional().meta({ description: 'Where its OLT has the ONU, as last proven.' }),
    session: sessionView.optional().meta({ description: 'The open session, or the last one.' }),
    suspension: z
      .object({
        reason: suspensionReason,
        note: z.string().optional(),
        since: instant,
        until: day.optional().meta({ description: 'The day on which it is planned to end.' }),
      })
      .optional(),
    pending: z.array(pendingAction).meta({ description: 'Orders that wait for their day, the next first.' }),
    order: z
      .object({ orderId: id, kind: orderKind })
      .optional()
      .meta({ description: 'The order that runs.' }),
    failure: z
      .object({ orderId: id, kind: orderKind, reason: z.string(), at: instant })
      .optional()
      .meta({ description: 'Why the last order did not succeed.' }),
    selectedAt: instant,
    activatedAt: instant.optional(),
    terminatedAt: instant.optional(),
    updatedAt: instant,
  })
  .meta({ id: 'Service' });
export type ServiceView = z.infer<typeof serviceView>;

/** A service in a list, where not everybody knows whose it is by the id. */
const listedService = serviceView
  .extend({ ...whose.shape, subscriberName: z.string().meta({ description: 'Of whose it is.' }) })
  .meta({ id: 'ListedService' });
export type ListedServiceView = z.infer<typeof listedService>;

export const equipmentRequest = z
  .strictObject({ equipmentModelId: id, serial: z.string().trim().min(1).max(100).optional() })
  .meta({ id: 'EquipmentRequest' });

export const saleRefusals = [
  'access-node.wrong-kind',
  'add-on.retired',
  'address-pool.address-outside',
  'address-pool.address-taken',
  'address-pool.exhausted',
  'address-pool.missing',
  'catalog.currency-differs',
  'equipment-model.retired',
  'plan.not-available-yet',
  'plan.retired',
  'plan.technology-not-served',
  'reference.access-node-unknown',
  'reference.add-on-unknown',
  'reference.address-pool-unknown',
  'reference.equipment-model-unknown',
  'reference.plan-unknown',
  'reference.site-unknown',
  'service.serial-twice',
  'service.sim-keys-missing',
  'service.too-many-items',
  'sim.assigned-elsewhere',
  'sim.retired',
  'store.claim-taken',
];

export const selectService = defineRoute({
  method: 'POST',
  path: '/subscribers/{id}/services',
  permission: 'services:write',
  summary: 'Sell a service: plan, extras, address and access are chosen',
  tag,
  params,
  body: z
    .strictObject({
      planId: id,
      addOns: z.array(id).max(20).default([]),
      equipment: z.array(equipmentRequest).max(20).default([]),
      address: address.optional().meta({ description: 'The subscriber’s service address if left out.' }),
      access: accessRequest,
      coupon: couponCode.optional().meta({ description: 'Is redeemed with the sale.' }),
      waiveSetupFee: z
        .string()
        .trim()
        .min(1)
        .max(200)
        .optional()
        .meta({ description: 'Why the plan’s set-up fee is not charged.' }),
      costCentre: costCentre.optional(),
    })
    .meta({ id: 'NewService' }),
  answer: {
    status: 201,
    body: serviceView
      .extend({
        password: z
          .string()
          .optional()
          .meta({ description: 'The access password that was made for the service. Shown this once.' }),
      })
      .meta({ id: 'SelectedService' }),
  },
  refusals: [
    ...saleRefusals,
    'coupon.already-used',
    'coupon.not-valid',
    'coupon.other-plan',
    'coupon.retired',
    'coupon.used-up',
    'discount.currency-differs',
    'discount.over-already',
    'reference.coupon-unknown',
    'service.address-missing',
    'subscriber.closed',
    'subscriber.unknown',
  ],
  versioned: true,
});

export const listServices = defineRoute({
  method: 'GET',
  path: '/services',
  permission: 'services:read',
  summary: 'List services, or find some by whose they are',
  tag,
  query: listQuery.extend({
    subscriberId: id.optional(),
    ...serviceFilter.shape,
    q: sought.meta({
      description:
        'Whatever a caller says of whose they are, as subscribers are found. Best first, on one page.',
    }),
  }),
  answer: { status: 200, body: pageOf(listedService) },
});

export const getService = defineRoute({
  method: 'GET',
  path: '/services/{id}',
  permission: 'services:read',
  summary: 'Read a service with its network state and session',
  tag,
  params,
  answer: { status: 200, body: serviceView },
  refusals: ['service.unknown'],
  versioned: true,
});

export const lookAtLine = defineRoute({
  method: 'GET',
  path: '/services/{id}/line',
  permission: 'services:read',
  summary: 'Ask the devices of a service now: ONU, router, LTE core, and AAA on site',
  tag,
  params,
  answer: {
    status: 200,
    body: z
      .object({
        seenAt: instant.meta({ description: 'By the clock of the site.' }),
        revision: z
          .int()
          .min(1)
          .optional()
          .meta({ description: 'Of the desired state that the site holds; left out if it holds none.' }),
        devices: z.array(deviceReading),
        sessions: z.array(openSession).meta({ description: 'That AAA on site knows as open.' }),
      })
      .meta({ id: 'LineSeen' }),
  },
  refusals: ['access-node.cannot-look', 'access-node.not-answering', 'service.unknown', 'site.not-answering'],
});

export const listSessions = defineRoute({
  method: 'GET',
  path: '/services/{id}/sessions',
  permission: 'services:read',
  summary: 'List the sessions of a service',
  tag,
  params,
  query: pageQueryBy(/^[\dTZ:.-]{24}#/),
  answer: { status: 200, body: pageOf(sessionView) },
  refusals: ['service.unknown'],
});
