import * as z from 'zod';
import { id, instant } from '../scalars.ts';
import { nodeConfiguration } from './messages.ts';

/** An ONU as its OLT tells of it. Powers in dBm, distance in metres. */
export const onuReading = z
  .strictObject({
    serial: z.string().max(64),
    port: z.string().max(32).meta({ description: 'Where it hangs, as the make writes it: 0/1/3.' }),
    onuId: z.int().optional(),
    servicePort: z.int().optional(),
    state: z.enum(['online', 'offline', 'unconfigured', 'disabled']),
    receivedDbm: z.number().optional().meta({ description: 'What the ONU receives.' }),
    oltReceivedDbm: z.number().optional().meta({ description: 'What the OLT receives of it.' }),
    distanceMetres: z.number().optional(),
    lastDownCause: z.string().max(500).optional(),
    waitsSince: instant
      .optional()
      .meta({ description: 'Of one that is unconfigured: when the site first saw it so.' }),
  })
  .meta({ id: 'OnuReading' });
export type OnuReading = z.infer<typeof onuReading>;

/** What one device says of a service at this moment. */
export const deviceReading = z
  .strictObject({
    nodeId: id,
    device: z.enum(['onu', 'router', 'sim']),
    outcome: z.enum(['as-desired', 'different', 'unreachable']).meta({
      description: 'Against the desired state. `different` also where the device refuses to be asked.',
    }),
    reason: z.string().max(2000).optional(),
    onu: onuReading.optional(),
    checks: z
      .array(z.strictObject({ check: z.string(), ok: z.boolean(), answer: z.string() }))
      .max(100)
      .meta({ description: 'Each with the device’s own answer, its live sessions among them.' }),
  })
  .meta({ id: 'DeviceReading' });
export type DeviceReading = z.infer<typeof deviceReading>;

/** A session that AAA on site knows as open. */
export const openSession = z
  .strictObject({
    sessionId: z.string().max(253),
    username: z.string().max(253),
    nasAddress: z.string().max(64),
    nodeId: id.optional(),
    framedIp: z.string().max(64).optional(),
  })
  .meta({ id: 'OpenSession' });

/** What a site can be asked to look at. */
export const lookSubject = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('unconfigured-onus'), nodeId: id }),
  z.strictObject({ of: z.literal('service'), serviceId: id }),
  /** A node that is not saved yet, or as it would be changed. Its credentials are used for this and forgotten. */
  z.strictObject({ of: z.literal('trial-node'), node: nodeConfiguration }),
]);
export type LookSubject = z.infer<typeof lookSubject>;

/**
 * Cloud → agent: look at the devices now. Nothing is changed there; an answer that comes after `expiresAt` is heard by
 * nobody.
 */
export const lookMessage = z.strictObject({
  messageId: id,
  siteId: id,
  issuedAt: instant,
  expiresAt: instant,
  subject: lookSubject,
});
export type LookMessage = z.infer<typeof lookMessage>;

/** What was found: by the subject that was asked about, or why nothing could be. */
export const lookFinding = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('unconfigured-onus'), onus: z.array(onuReading).max(500) }),
  z.strictObject({
    of: z.literal('service'),
    /** Of the desired state that the site holds; absent when it holds none. */
    revision: z.int().min(1).optional(),
    devices: z.array(deviceReading).max(10),
    sessions: z.array(openSession).max(50),
  }),
  z.strictObject({
    of: z.literal('trial-node'),
    /** `speaks-first`: nothing can be asked of such a node, the first packet from it will tell. */
    answered: z.enum(['yes', 'speaks-first']),
    /** Who it says that it is, where it has a name for itself. */
    identity: z.string().max(500).optional(),
  }),
  z.strictObject({
    of: z.literal('nothing'),
    /** `unable`: asking again will not help before something is mended. */
    why: z.enum(['unable', 'unreachable', 'late']),
    words: z.string().max(2000),
  }),
]);
export type LookFinding = z.infer<typeof lookFinding>;

/** Agent → cloud: the answer to a look. `inReplyTo` is the asking message's id. */
export const lookAnswer = z.strictObject({
  siteId: id,
  inReplyTo: id,
  at: instant,
  finding: lookFinding,
});
export type LookAnswer = z.infer<typeof lookAnswer>;
