import * as z from 'zod';
import { simKeys } from '../access.ts';
import { technology } from '../catalog.ts';
import { desiredState, observedState } from '../network-state.ts';
import { id, instant } from '../scalars.ts';
import { driftPolicy, payRedirect } from '../site.ts';

/**
 * Every message between cloud and edge. All are at least once and in any order; the receiver's rules make that harmless:
 * desired states by revision, configuration by revision, accounting by (epoch, sequence), reports by messageId.
 */

/** `interactive`: a person waits for it. `bulk`: done for many at once, and behind whatever is interactive. */
export const priority = z.enum(['interactive', 'bulk']);
export type Priority = z.infer<typeof priority>;

/** Cloud → agent: make this so, prove it, report. `password` and `keys` never appear outside this message. */
export const desiredMessage = z.strictObject({
  messageId: id,
  siteId: id,
  issuedAt: instant,
  /** After this instant the waiting order has given up; the state still holds and is applied by comparison. */
  expiresAt: instant,
  desired: desiredState,
  /** Interactive when left out. */
  priority: priority.optional(),
  password: z.string().min(1).max(128).optional(),
  /** Of the SIM, where the service is to be known to an LTE core. */
  keys: simKeys.optional(),
});
export type DesiredMessage = z.infer<typeof desiredMessage>;

/** A NAS, OLT or LTE core as the agent must know it. */
export const nodeConfiguration = z.strictObject({
  nodeId: id,
  kind: z.enum(['nas', 'olt', 'lte-core']),
  driver: z.string(),
  /** IPv4 or IPv6 address, or CIDR for a group of NAS that share a secret. */
  address: z.string(),
  port: z.int().min(1).max(65_535).optional(),
  settings: z.record(z.string(), z.unknown()),
  credentials: z.record(z.string(), z.string()),
  /** What to do about what was changed on the node by hand; `mend` when it is left out. */
  driftPolicy: driftPolicy.optional(),
});
export type NodeConfiguration = z.infer<typeof nodeConfiguration>;

/** Cloud → agent: the site's nodes, whole, and its pay redirect. A higher revision replaces the former. */
export const configurationMessage = z.strictObject({
  messageId: id,
  siteId: id,
  revision: z.int().min(1),
  issuedAt: instant,
  nodes: z.array(nodeConfiguration),
  /** Off where it is left out. */
  payRedirect: payRedirect.optional(),
});
export type ConfigurationMessage = z.infer<typeof configurationMessage>;

/** Cloud → agent: this is stored, forget it. Only then may the agent drop it from its outbox. */
export const ackMessage = z.strictObject({
  /** Reports and messages of comparisons that were taken in. */
  messageIds: z.array(id).max(200),
  /** Accounting records of this epoch up to and including this sequence were taken in. */
  accounting: z.strictObject({ epoch: z.string(), through: z.int().min(0) }).optional(),
});
export type AckMessage = z.infer<typeof ackMessage>;

/**
 * How far a comparison looks. `replica`: what the agent has been told against what it should have been told. `devices`:
 * besides, what its devices hold against what they should hold.
 */
export const comparisonDepth = z.enum(['replica', 'devices']).meta({ id: 'ComparisonDepth' });
export type ComparisonDepth = z.infer<typeof comparisonDepth>;

const bucketNumber = z.int().min(0).max(1023);

/**
 * Cloud → agent: compare. Without `buckets`: send your digests, and for `devices` read your devices back. With them: say
 * what you hold in these, whose digests differ.
 */
export const compareMessage = z.strictObject({
  messageId: id,
  issuedAt: instant,
  comparisonId: id,
  depth: comparisonDepth,
  buckets: z.array(bucketNumber).max(1024).optional(),
});
export type CompareMessage = z.infer<typeof compareMessage>;

/** Agent → cloud: what was observed after a desired message. `inReplyTo` is that message's id. */
export const reportMessage = z.strictObject({
  messageId: id,
  inReplyTo: id.optional(),
  siteId: id,
  observed: observedState,
});
export type ReportMessage = z.infer<typeof reportMessage>;

/** Who told of a session: the NAS by its accounting, which is meant where nothing is said, or the device by its own list. */
export const sessionSource = z.enum(['accounting', 'device']).meta({ id: 'SessionSource' });
export type SessionSource = z.infer<typeof sessionSource>;

/**
 * The rule by which a session was closed without a Stop of its NAS. `silence`: not heard of for three promised interims and
 * a minute. `nas-restart`: the NAS began anew. `cut`: the device said to us that it ended it. `device-list`: the device does
 * not list it any more. `accounting`: it was known from the device's list and is told of by accounting now.
 */
export const closingRule = z
  .enum(['silence', 'nas-restart', 'cut', 'device-list', 'accounting'])
  .meta({ id: 'ClosingRule' });
export type ClosingRule = z.infer<typeof closingRule>;

/** One accounting record as the NAS sent it (RFC 2866), octets with gigawords folded in. */
export const accountingRecord = z.strictObject({
  /** Rises by one with each record of the epoch; the agent's durable counter. */
  sequence: z.int().min(1),
  kind: z.enum(['start', 'interim', 'stop', 'on', 'off']),
  serviceId: id.optional(),
  username: z.string(),
  nodeId: id.optional(),
  /** Acct-Session-Id, opaque. */
  sessionId: z.string(),
  receivedAt: instant,
  sessionSeconds: z.int().min(0),
  /** Octets received from, and sent to, the subscriber: upload and download. */
  uploadOctets: z.int().min(0),
  downloadOctets: z.int().min(0),
  framedIp: z.string().optional(),
  /** Framed-IPv6-Prefix (RFC 3162 §2.3) and Delegated-IPv6-Prefix (RFC 4818), as `2001:db8:1::/56`. */
  framedIpv6Prefix: z.string().optional(),
  delegatedIpv6Prefix: z.string().optional(),
  callingStationId: z.string().optional(),
  /** Acct-Terminate-Cause in words of RFC 2866 §5.10. */
  terminateCause: z.string().optional(),
  /** Of the service, where it is known. */
  technology: technology.optional(),
  source: sessionSource.optional(),
  closedBy: closingRule.optional(),
});
export type AccountingRecord = z.infer<typeof accountingRecord>;

/** Agent → cloud: a run of accounting records without a gap, at most 100. */
export const accountingMessage = z.strictObject({
  siteId: id,
  /** Names the life of the agent's store: a store that was lost starts a new epoch at sequence 1. */
  epoch: z.string().min(1).max(64),
  records: z.array(accountingRecord).min(1).max(100),
});
export type AccountingMessage = z.infer<typeof accountingMessage>;

/**
 * Agent → cloud, the first step of a comparison: a digest per bucket of its replica. A service falls in bucket
 * `fnv1a32(serviceId) % 1024`; a bucket's digest is the first 16 hexadecimal digits of the SHA-256 over the lines
 * `serviceId:revision\n` sorted by serviceId. Empty buckets and services that must be absent are left out.
 */
export const digestMessage = z.strictObject({
  messageId: id,
  siteId: id,
  /** As in the message that asked for it; the agent's own when it compares because it has connected. */
  comparisonId: id,
  startedAt: instant,
  /** How many services are in the buckets. */
  services: z.int().min(0),
  buckets: z.record(z.string(), z.string()),
  configurationRevision: z.int().min(0),
});
export type DigestMessage = z.infer<typeof digestMessage>;

/**
 * Agent → cloud, the second step: the revision of every service in the buckets that were asked for, each bucket whole. A
 * long answer comes in parts, each as good as a message of its own.
 */
export const holdingsMessage = z.strictObject({
  messageId: id,
  siteId: id,
  comparisonId: id,
  part: z.int().min(1),
  parts: z.int().min(1).max(1024),
  /** By bucket, by service. */
  buckets: z.record(z.string(), z.record(id, z.int().min(1))),
});
export type HoldingsMessage = z.infer<typeof holdingsMessage>;

/** Agent → cloud: how far it has read its devices back. Sent now and then, and at the end until it is acknowledged. */
export const auditMessage = z.strictObject({
  messageId: id,
  siteId: id,
  comparisonId: id,
  startedAt: instant,
  /** Services on devices; one on two nodes counts twice. */
  services: z.int().min(0),
  looked: z.int().min(0),
  /** Of those looked at: otherwise than desired. */
  differences: z.int().min(0),
  /** Of those looked at: on a node that did not answer. */
  unreachable: z.int().min(0),
  finishedAt: instant.optional(),
});
export type AuditMessage = z.infer<typeof auditMessage>;

/** Agent → cloud: sent on connect, and by the broker as last will (`offline`). */
export const statusMessage = z.strictObject({
  siteId: id,
  state: z.enum(['online', 'offline']),
  agentVersion: z.string(),
  at: instant.optional(),
  services: z.int().min(0).optional(),
  /** Unsent messages in the agent's outbox. */
  backlog: z.int().min(0).optional(),
});
export type StatusMessage = z.infer<typeof statusMessage>;

/** How a node is, as the agent that works with it sees it. */
export const nodeHealth = z.strictObject({
  nodeId: id,
  state: z.enum(['usable', 'unusable']),
  /** Why the agent cannot work with the node as it is configured, naming the field and what to do. */
  problem: z.string().max(2000).optional(),
  /** Whether it answers; absent while nothing was asked of it and nothing was heard. */
  reachable: z.boolean().optional(),
  /** Since when it does, or does not. */
  since: instant.optional(),
  heardAt: instant.optional(),
  lastError: z.strictObject({ at: instant, words: z.string().max(500) }).optional(),
  /** Since the agent uses this configuration. */
  errors: z.int().min(0),
  requestsPerMinute: z.int().min(0),
  limits: z.strictObject({ parallel: z.int().min(1), perSecond: z.number().optional() }).optional(),
});
export type NodeHealth = z.infer<typeof nodeHealth>;

/** Why AAA refused a log-in of a service that it knows. */
export const refusalReason = z.enum([
  'wrong-password',
  'wrong-station',
  'service-blocked',
  'no-credentials',
  'method-not-offered',
]);
export type RefusalReason = z.infer<typeof refusalReason>;

/** The last log-in of a service that was refused; `count`: how many since the one before was told. */
export const refusedLogin = z.strictObject({
  serviceId: id,
  at: instant,
  reason: refusalReason,
  username: z.string(),
  nodeId: id.optional(),
  nasAddress: z.string(),
  callingStationId: z.string().optional(),
  /** Reply-Message of the Access-Reject (RFC 2865 §5.18): what the subscriber may read. */
  replyMessage: z.string(),
  count: z.int().min(1),
});
export type RefusedLogin = z.infer<typeof refusedLogin>;

/** Agent → cloud: nodes of which something is new, and log-ins that were refused. The newest word counts. */
export const healthMessage = z.strictObject({
  siteId: id,
  at: instant,
  nodes: z.array(nodeHealth).max(200),
  refusedLogins: z.array(refusedLogin).max(200),
});
export type HealthMessage = z.infer<typeof healthMessage>;
