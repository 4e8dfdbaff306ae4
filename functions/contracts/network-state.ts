import * as z from 'zod';
import { accessBinding } from './access.ts';
import { networkProfile } from './catalog.ts';
import { id, instant } from './scalars.ts';

/** `converging`: issued and not yet proven. `drifted`: seen not to hold it. `unreachable`: nobody could look. */
export const networkStatus = z
  .enum(['in-sync', 'converging', 'drifted', 'unreachable'])
  .meta({ id: 'NetworkStatus' });
export type NetworkStatus = z.infer<typeof networkStatus>;

/** What the subscriber is entitled to at this moment. `blocked` gets no session at all. */
export const entitlement = z
  .enum(['full', 'throttled', 'exhausted', 'walled-garden', 'blocked'])
  .meta({ id: 'Entitlement' });
export type Entitlement = z.infer<typeof entitlement>;

/**
 * What the network must hold for a service. `revision` rises by one with every change; an agent ignores an older one.
 * `present: false` means that nothing of the service may be left on the network.
 */
export const desiredState = z
  .strictObject({
    serviceId: id,
    siteId: id,
    revision: z.int().min(1),
    present: z.boolean(),
    entitlement,
    access: accessBinding,
    profile: networkProfile,
  })
  .meta({ id: 'DesiredState' });
export type DesiredState = z.infer<typeof desiredState>;

/**
 * What a driver or the AAA came back with. `refused` is final and carries the device's words; `unreachable` may be
 * tried again; `unknown` means read before you try again; `stale`: a newer revision is already in force; `drifted`: a
 * device was changed by hand, and is left so by policy.
 */
export const outcome = z.enum([
  'applied',
  'already-applied',
  'refused',
  'unreachable',
  'unknown',
  'stale',
  'drifted',
]);
export type Outcome = z.infer<typeof outcome>;

/** One thing that was checked on the network to prove a state, in words and figures that staff can read. */
export const proofStep = z.strictObject({
  check: z.string(),
  at: instant,
  ok: z.boolean(),
  /** The answer of the device or of AAA, such as `Access-Accept: Framed-IP-Address 10.0.0.7, Mikrotik-Rate-Limit 10M/50M`. */
  answer: z.string(),
});
export type ProofStep = z.infer<typeof proofStep>;

/** How long, and how often in vain, it was tried to take a service off the network that may not be there. */
export const outliving = z.strictObject({ since: instant, attempts: z.int().min(1) });
export type Outliving = z.infer<typeof outliving>;

/** Where an OLT has a service's ONU, and the numbers under which. */
export const observedLine = z
  .strictObject({
    nodeId: id,
    port: z.string().min(1).max(32),
    onuId: z.int().min(0).optional(),
    servicePort: z.int().min(0).optional(),
  })
  .meta({ id: 'ObservedLine' });
export type ObservedLine = z.infer<typeof observedLine>;

/** A number that the binding was given and that something else has on the device, written as pools write it. */
export const numberConflict = z.strictObject({
  nodeId: id,
  kind: z.enum(['onu-id', 'service-port']),
  value: z.string().min(1).max(64),
});
export type NumberConflict = z.infer<typeof numberConflict>;
/** Both sides of what a device holds otherwise than it must, in words. Secrets are told to differ and never shown. */
export const networkDifference = z
  .strictObject({
    nodeId: id,
    what: z.string().meta({ example: 'queue of ada: max-limit' }),
    desired: z.string().meta({ example: '10000k/50000k' }),
    observed: z.string().meta({ example: '100M/100M' }),
  })
  .meta({ id: 'NetworkDifference' });
export type NetworkDifference = z.infer<typeof networkDifference>;

/** How a node took the wish for another rate of a live session: if it did not, the session was cut instead. */
export const liveChange = z
  .strictObject({ nodeId: id, taken: z.boolean(), words: z.string().max(500) })
  .meta({ id: 'LiveChange' });
export type LiveChange = z.infer<typeof liveChange>;

export const observedState = z
  .strictObject({
    serviceId: id,
    revision: z.int().min(0),
    outcome,
    observedAt: instant,
    /** The reason in words when the outcome is not applied or already-applied. */
    reason: z.string().optional(),
    /** The service may have no session, and what was tried to end it has failed so often that people must look. */
    outliving: outliving.optional(),
    steps: z.array(proofStep),
    line: observedLine.optional(),
    conflicts: z.array(numberConflict).max(10).optional(),
    /** Live sessions that got another rate, and those that were cut, while this was made so. */
    sessions: z.strictObject({ changed: z.int().min(0), cut: z.int().min(0) }).optional(),
    /** One of each node that was asked. */
    liveChanges: z.array(liveChange).max(10).optional(),
    /** What was found changed: still so when the outcome is drifted, overwritten since when it is applied. */
    differences: z.array(networkDifference).max(200).optional(),
  })
  .meta({ id: 'ObservedState' });
export type ObservedState = z.infer<typeof observedState>;
