import * as z from 'zod';
import type { DriverTools, NodeCapabilities, NodeLimits } from './driver.ts';
import type { RadiusDialect } from './radius-dialect.ts';
import { type RadiusControlProfile, radiusSessionControl } from './radius-session-control.ts';

/** RFC 5176 §2.1. */
const standardCoaPort = 3799;

export const udpPort = z
  .int('must be a UDP port from 1 to 65535')
  .min(1, 'must be a UDP port from 1 to 65535')
  .max(65_535, 'must be a UDP port from 1 to 65535');
const rate = z.int('must be a rate in kbit/s').min(1, 'must be a rate in kbit/s of at least 1');
export const nasName = z
  .string('must be a name')
  .min(1, 'must not be empty')
  .max(63, 'must be at most 63 characters');

const atMost = (most: number, what: string) =>
  z
    .int(`must be a number ${what} from 1 to ${most}`)
    .min(1, `must be a number ${what} from 1 to ${most}`)
    .max(most, `must be a number ${what} from 1 to ${most}`);

/** Settings that every NAS driver knows. What is left out is as the kind of NAS has it. */
export const nasSettings = z.strictObject({
  /** UDP port on which the NAS takes CoA and Disconnect requests. */
  coaPort: udpPort.default(standardCoaPort),
  /** Subscribers whose sessions are changed or cut at the same time. */
  coaParallel: atMost(256, 'of requests under way').default(16),
  /** Subscribers whose sessions are changed or cut in a second: a router that must rebuild its queues is easily choked. */
  coaPerSecond: atMost(10_000, 'of requests in a second').default(100),
  /** Sign CoA and Disconnect requests (RFC 5176 §3.4); a NAS that does not know the attribute may refuse them. */
  coaMessageAuthenticator: z.boolean('must be true or false').default(true),
  /** Stamp them against replay (RFC 5176 §6.3); a NAS whose clock is wrong drops what is stamped. */
  coaEventTimestamp: z.boolean('must be true or false').default(true),
  /** Refuse log-ins without Message-Authenticator (CVE-2024-3596). */
  requireMessageAuthenticator: z.boolean('must be true or false').optional(),
  /** Accept MS-CHAPv1, whose password anybody who overhears it can find. */
  allowMsChapV1: z.boolean('must be true or false').optional(),
  /** Rates and pool of addresses of subscribers who may do nothing but pay. */
  walledGardenUpKbps: rate.optional(),
  walledGardenDownKbps: rate.optional(),
  walledGardenAddressPool: nasName.optional(),
});
/** The same for a NAS that knows its walled garden as an address list of its firewall. */
export const addressListSettings = nasSettings.extend({
  walledGardenAddressList: nasName.default('walled-garden'),
});
/** The same for a NAS that knows its walled garden as a filter (RFC 2865 §5.11). */
export const filterSettings = nasSettings.extend({ walledGardenFilterId: nasName.default('walled-garden') });

export const nasCredentials = z.strictObject({
  /** RADIUS shared secret. */
  secret: z
    .string('must be the RADIUS shared secret')
    .min(1, 'must not be empty')
    .max(128, 'must be at most 128 characters'),
  /** Of CoA and Disconnect requests, where the NAS has another one for them. */
  coaSecret: z
    .string('must be a shared secret')
    .min(1, 'must not be empty')
    .max(128, 'must be at most 128 characters')
    .optional(),
});

type NasSettings = z.output<typeof nasSettings>;
type NasCredentials = z.output<typeof nasCredentials>;

/** How many CoA and Disconnect requests the NAS bears. */
export function nasLimits({
  coaParallel,
  coaPerSecond,
}: Pick<NasSettings, 'coaParallel' | 'coaPerSecond'>): NodeLimits {
  return { parallel: coaParallel, perSecond: coaPerSecond };
}

/** How AAA treats the packets of a NAS. */
export interface NasPolicy {
  readonly secret: string;
  readonly dialect: RadiusDialect;
  readonly requireMessageAuthenticator: boolean | undefined;
  readonly allowMsChapV1: boolean | undefined;
  readonly walledGarden: {
    readonly upKbps?: number;
    readonly downKbps?: number;
    readonly addressPool?: string;
  };
}

export function nasPolicy(
  settings: Omit<NasSettings, 'coaPort'>,
  { secret }: Pick<NasCredentials, 'secret'>,
  dialect: RadiusDialect,
): NasPolicy {
  const { walledGardenUpKbps: upKbps, walledGardenDownKbps: downKbps } = settings;
  const { walledGardenAddressPool: addressPool } = settings;
  return {
    secret,
    dialect,
    requireMessageAuthenticator: settings.requireMessageAuthenticator,
    allowMsChapV1: settings.allowMsChapV1,
    walledGarden: {
      ...(upKbps === undefined ? {} : { upKbps }),
      ...(downKbps === undefined ? {} : { downKbps }),
      ...(addressPool === undefined ? {} : { addressPool }),
    },
  };
}

/** Where and how the NAS takes CoA and Disconnect requests. */
export function controlOf(settings: NasSettings, { secret, coaSecret }: NasCredentials) {
  return {
    port: settings.coaPort,
    secret: coaSecret ?? secret,
    messageAuthenticator: settings.coaMessageAuthenticator,
    eventTimestamp: settings.coaEventTimestamp,
  };
}

/** A make of NAS that speaks RADIUS and nothing else: what it understands at a log-in, and on a live session. */
export function radiusNas(
  settings: NasSettings,
  credentials: NasCredentials,
  { radius, isOpen }: DriverTools,
  dialect: RadiusDialect,
  control: RadiusControlProfile,
): NodeCapabilities {
  return {
    limits: nasLimits(settings),
    nas: nasPolicy(settings, credentials, dialect),
    sessionControl: radiusSessionControl(radius, controlOf(settings, credentials), control, isOpen),
  };
}
