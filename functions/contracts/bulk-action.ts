import * as z from 'zod';
import { lineElsewhere } from './access.ts';
import { suspensionReason } from './billing-profile.ts';
import { billingPeriod, technology } from './catalog.ts';
import { networkStatus } from './network-state.ts';
import { noticeChannel, noticeLanguage } from './notification.ts';
import { day, id, money } from './scalars.ts';
import { serviceState } from './service-state.ts';
import { accessNodeKind } from './site.ts';
import { subscriberStatus, tag, tagChanges } from './subscriber.ts';

/**
 * What is done with each service, or for each subscriber.
 * - `plan`: services get the whole plan version, and from each one's proof on it is what is charged.
 * - `network-profile`: they get its network profile only, and nothing that is charged changes.
 * - `suspend`, `resume`: as one by one.
 * - `move`: another node of their site takes the place of the one that they are bound to.
 * - `message`: subscribers are written to.
 * - `tags`: they are given tags, or tags are taken off them.
 */
export const bulkActionKind = z
  .enum(['plan', 'network-profile', 'suspend', 'resume', 'move', 'message', 'tags'])
  .meta({ id: 'BulkActionKind' });
export type BulkActionKind = z.infer<typeof bulkActionKind>;

/** `surveying`: finding for whom it is. `surveyed`: everybody was looked at, and staff may start it. */
export const bulkActionState = z
  .enum(['surveying', 'surveyed', 'running', 'paused', 'cancelled', 'completed', 'failed'])
  .meta({ id: 'BulkActionState' });
export type BulkActionState = z.infer<typeof bulkActionState>;

/** No more than this are named one by one in a request. */
export const namedAtMost = 1000;

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

const messageWords = z.strictObject({
  language: noticeLanguage,
  subject: z.string().trim().min(1).max(200),
  text: z.string().trim().min(1).max(5_000).meta({
    description: 'Paragraphs are parted by an empty line. {name}, {account} and {operator} are filled in.',
  }),
  sms: z
    .string()
    .trim()
    .min(1)
    .max(480)
    .optional()
    .meta({ description: 'What is said by text message; the subject if left out.' }),
});
export type MessageWords = z.infer<typeof messageWords>;

/** What subscribers are written. */
export const bulkMessage = z
  .strictObject({
    channels: z.array(noticeChannel).min(1).max(2),
    words: z.array(messageWords).min(1).max(noticeLanguage.options.length).meta({
      description: 'In each language once. The first are for whoever reads none of the others.',
    }),
  })
  .meta({ id: 'BulkMessage' });
export type BulkMessage = z.infer<typeof bulkMessage>;

/** For whom it is: services that are like that, or the subscribers who have one. */
export const bulkScope = z.strictObject({
  ...serviceFilter.omit({ state: true }).shape,
  serviceState: serviceState.optional().meta({ description: 'The state in which the services are.' }),
  nodeId: id.optional().meta({
    description: 'The node on which the service ends, or on which its session is.',
  }),
  fromVersions: z.array(z.int().min(1)).min(1).max(100).optional().meta({
    description: 'Versions of the plan that the services have; any if left out.',
  }),
  serviceIds: z.array(id).min(1).max(namedAtMost).optional(),
  subscriberIds: z.array(id).min(1).max(namedAtMost).optional(),
  status: subscriberStatus.optional().meta({
    description: 'Of the subscribers, where something is done for them and not with their services.',
  }),
});
export type BulkScope = z.infer<typeof bulkScope>;

/** For whom it is, what is to be done, and at what pace. */
export const bulkActionWish = z.strictObject({
  action: bulkActionKind,
  ...bulkScope.shape,
  /** The plan that services get; the same when left out. */
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
  message: bulkMessage.optional(),
  tags: tagChanges.optional(),
  /** How many are begun in a minute, over all sites; as fast as sites and devices take them when left out. */
  pacePerMinute: z.int().min(1).max(60_000).optional(),
  /** Whether somebody starts it who has seen what the survey found, or it goes on from there by itself. */
  starts: z.enum(['when-told', 'at-once']),
});
export type BulkActionWish = z.infer<typeof bulkActionWish>;

/** A copy of what is known of the node to which services move. */
export const targetNode = z.strictObject({ nodeId: id, siteId: id, kind: accessNodeKind });
export type TargetNode = z.infer<typeof targetNode>;

/** What it means for one service. */
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

/** For whom it is done, and of a message by which ways. */
export const surveyedSubscriber = z.strictObject({ subscriberId: id, channels: z.array(noticeChannel) });
export type SurveyedSubscriber = z.infer<typeof surveyedSubscriber>;

export const surveyed = z.union([surveyedService, surveyedSubscriber]);
export type Surveyed = z.infer<typeof surveyed>;

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

/** The service with which something is done, or the subscriber for whom it is. */
const subject = { serviceId: id.optional(), subscriberId: id.optional() };
export interface BulkSubject {
  readonly serviceId?: string | undefined;
  readonly subscriberId?: string | undefined;
}

export const bulkOrder = z.strictObject({ serviceId: id, orderId: id });
export type BulkOrder = z.infer<typeof bulkOrder>;

/** Of a message: by which way how many were told; `waiting`: text messages that wait for the end of quiet hours. */
export const toldCounts = z.strictObject({
  email: z.int().min(0),
  sms: z.int().min(0),
  waiting: z.int().min(0),
});
export type ToldCounts = z.infer<typeof toldCounts>;

/** With whom it was done. Of an order, what agents reported of the sessions; of a message, by which ways it went out. */
export const bulkDone = z.strictObject({
  ...subject,
  orderId: id.optional(),
  sessionsCut: z.int().min(0).optional(),
  ratesChanged: z.int().min(0).optional(),
  told: toldCounts.optional(),
});
export type BulkDone = z.infer<typeof bulkDone>;

/** With whom it could not be done, by a stable code and in words. `orderId` when there was an order. */
export const bulkFailure = z.strictObject({
  ...subject,
  orderId: id.optional(),
  code: z.string(),
  message: z.string(),
});
export type BulkFailure = z.infer<typeof bulkFailure>;

/** Who was found and with whom it was not to be done any more when the turn came, by a stable code. */
export const bulkLeftOut = z.strictObject({ ...subject, code: z.string() });
export type BulkLeftOut = z.infer<typeof bulkLeftOut>;

/** Counts by reason. */
export const counted = z.record(z.string(), z.int().min(1));

const execution = {
  bulkActionId: id,
  /** Each beginning, start, resumption, retry and continuation is a run of its own, and an execution of its own. */
  run: z.int().min(1),
};

/** Input of the state machine `run-bulk-action`. */
export const bulkActionExecution = z.strictObject(execution);
export type BulkActionExecution = z.infer<typeof bulkActionExecution>;

/**
 * What the state machine asks of the bulk-action-step function. Both steps are idempotent.
 * - `advance`: surveys, or takes in what orders came to and goes on with as many as window and pace allow.
 * - `fail`: the platform cannot go on by itself.
 */
export const bulkActionStep = z.discriminatedUnion('step', [
  z.strictObject({
    step: z.literal('advance'),
    ...execution,
    /** Counts from 0 in each execution. */
    turn: z.int().min(0),
    /** How often this step broke off before. */
    attempt: z.int().min(0),
  }),
  z.strictObject({ step: z.literal('fail'), bulkActionId: id, error: z.string(), cause: z.string() }),
]);
export type BulkActionStep = z.infer<typeof bulkActionStep>;

/** Answer of `advance`: when to ask again, unless nothing is left for this execution. */
export const bulkActionProgress = z.strictObject({
  goesOn: z.boolean(),
  waitSeconds: z.int().min(0),
});
export type BulkActionProgress = z.infer<typeof bulkActionProgress>;
