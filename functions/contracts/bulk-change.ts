import * as z from 'zod';
import { lineElsewhere } from './access.ts';
import { suspensionReason } from './billing-profile.ts';
import { billingPeriod, technology } from './catalog.ts';
import { networkStatus } from './network-state.ts';
import { day, id, money } from './scalars.ts';
import { serviceState } from './service-state.ts';
import { accessNodeKind } from './site.ts';
import { tag } from './subscriber.ts';

/**
 * `plan`: services get the whole plan version, and from each one's proof on it is what is charged. `network-profile`: they
 * get its network profile only, and nothing that is charged changes. `suspend` and `resume`: as one by one. `move`: another
 * node of their site takes the place of the one that they are bound to.
 */
export const bulkAction = z
  .enum(['plan', 'network-profile', 'suspend', 'resume', 'move'])
  .meta({ id: 'BulkAction' });
export type BulkAction = z.infer<typeof bulkAction>;

/** `surveying`: finding who is touched. A dry run is completed with its survey. */
export const bulkChangeState = z
  .enum(['surveying', 'running', 'paused', 'cancelled', 'completed', 'failed'])
  .meta({ id: 'BulkChangeState' });
export type BulkChangeState = z.infer<typeof bulkChangeState>;

/** No more services than this are named one by one in a request. */
export const namedServicesAtMost = 1000;

/** By what services are looked for; whatever is left out may be anything. */
export const serviceFilter = z.strictObject({
  planId: id.optional(),
  siteId: id.optional(),
  state: serviceState.optional(),
  technology: technology.optional(),
  network: networkStatus.optional(),
  tag: tag.optional().meta({ description: 'Of whoever has the service.' }),
});
export type ServiceFilter = z.infer<typeof serviceFilter>;

/** Which services are meant, what is to be done with each, and at what pace. */
export const bulkChangeWish = z.strictObject({
  action: bulkAction,
  ...serviceFilter.omit({ state: true }).shape,
  /** The state in which they are. */
  serviceState: serviceState.optional(),
  /** The node on which the service ends, or on which its session is. */
  nodeId: id.optional(),
  /** Versions of the plan that they have; any when left out. */
  fromVersions: z.array(z.int().min(1)).min(1).max(100).optional(),
  serviceIds: z.array(id).min(1).max(namedServicesAtMost).optional(),
  /** Every service of these subscribers. */
  subscriberIds: z.array(id).min(1).max(namedServicesAtMost).optional(),
  /** The plan that they get; the same when left out. */
  toPlanId: id.optional(),
  toVersion: z.int().min(1).optional(),
  suspension: z
    .strictObject({
      reason: suspensionReason,
      note: z.string().trim().min(1).max(1000).optional(),
      /** The service is resumed by itself when this day begins. */
      until: day.optional(),
    })
    .optional(),
  move: z
    .strictObject({
      toNodeId: id.meta({
        description: 'The NAS, OLT or LTE core that takes the place of another of its kind.',
      }),
      ...lineElsewhere.shape,
    })
    .optional()
    .meta({
      description:
        'VLANs, profiles and addresses stay unless they are named here; port and numbers are those of the new OLT.',
    }),
  /** Orders that are begun in a minute, over all sites; as fast as sites and devices take them when left out. */
  pacePerMinute: z.int().min(1).max(60_000).optional(),
  /** Surveys and changes nothing, until it is started. */
  dryRun: z.boolean(),
});
export type BulkChangeWish = z.infer<typeof bulkChangeWish>;

/** A copy of what is known of the node to which services move. */
export const targetNode = z.strictObject({ nodeId: id, siteId: id, kind: accessNodeKind });
export type TargetNode = z.infer<typeof targetNode>;

/** What the change means for one service. */
export const surveyedService = z.strictObject({
  serviceId: id,
  subscriberId: id,
  /** Its plan and version: with others it is another change than was surveyed. */
  planId: id.optional(),
  fromVersion: z.int().min(1),
  /** Whether a session is open, and what becomes of it as far as can be told beforehand. */
  session: z.enum(['none', 'kept', 'cut']),
});
export type SurveyedService = z.infer<typeof surveyedService>;

/** How many of the services pay which price today, and which one afterwards. */
export const surveyedPrice = z.strictObject({
  fromVersion: z.int().min(1),
  price: money,
  period: billingPeriod,
  newPrice: money,
  newPeriod: billingPeriod,
  services: z.int().min(1),
});
export type SurveyedPrice = z.infer<typeof surveyedPrice>;

export const bulkChangeOrder = z.strictObject({ serviceId: id, orderId: id });
export type BulkChangeOrder = z.infer<typeof bulkChangeOrder>;

/** A service that was not changed, by a stable code and in words. `orderId` when there was an order. */
export const bulkChangeFailure = z.strictObject({
  serviceId: id,
  orderId: id.optional(),
  code: z.string(),
  message: z.string(),
});
export type BulkChangeFailure = z.infer<typeof bulkChangeFailure>;

/** Counts by reason. */
export const counted = z.record(z.string(), z.int().min(1));

const execution = {
  bulkChangeId: id,
  /** Each beginning, resumption, retry and continuation is a run of its own, and an execution of its own. */
  run: z.int().min(1),
};

/** Input of the state machine `change-many`. */
export const bulkChangeExecution = z.strictObject(execution);
export type BulkChangeExecution = z.infer<typeof bulkChangeExecution>;

/**
 * What the state machine asks of the bulk-change-step function. Both steps are idempotent.
 * - `advance`: takes in what orders came to, and orders as many more as window and pace allow.
 * - `fail`: the platform cannot go on by itself.
 */
export const bulkChangeStep = z.discriminatedUnion('step', [
  z.strictObject({
    step: z.literal('advance'),
    ...execution,
    /** Counts from 0 in each execution. */
    round: z.int().min(0),
    /** How often this step broke off before. */
    attempt: z.int().min(0),
  }),
  z.strictObject({ step: z.literal('fail'), bulkChangeId: id, error: z.string(), cause: z.string() }),
]);
export type BulkChangeStep = z.infer<typeof bulkChangeStep>;

/** Answer of `advance`: when to ask again, unless nothing is left for this execution. */
export const bulkChangeProgress = z.strictObject({
  goesOn: z.boolean(),
  waitSeconds: z.int().min(0),
});
export type BulkChangeProgress = z.infer<typeof bulkChangeProgress>;
