import * as z from 'zod';
import type { NodeLimits } from './driver.ts';

/** RFC 5176 §2.1. */
const standardCoaPort = 3799;

const port = z
  .int('must be a UDP port from 1 to 65535')
  .min(1, 'must be a UDP port from 1 to 65535')
  .max(65_535, 'must be a UDP port from 1 to 65535');
const rate = z.int('must be a rate in kbit/s').min(1, 'must be a rate in kbit/s of at least 1');
const name = z.string('must be a name').min(1, 'must not be empty').max(63, 'must be at most 63 characters');

const atMost = (most: number, what: string) =>
  z
    .int(`must be a number ${what} from 1 to ${most}`)
    .min(1, `must be a number ${what} from 1 to ${most}`)
    .max(most, `must be a number ${what} from 1 to ${most}`);

/** Settings that every NAS driver knows. What is left out is as the kind of NAS has it (edge-agent/aaa). */
export const nasSettings = z.strictObject({
  /** UDP port on which the NAS takes CoA and Disconnect requests. */
  coaPort: port.default(standardCoaPort),
  /** Subscribers whose sessions are changed or cut at the same time. */
  coaParallel: atMost(256, 'of requests under way').default(16),
  /** Subscribers whose sessions are changed or cut in a second: a router that must rebuild its queues is easily choked. */
  coaPerSecond: atMost(10_000, 'of requests in a second').default(100),
  /** Refuse log-ins without Message-Authenticator (CVE-2024-3596). */
  requireMessageAuthenticator: z.boolean('must be true or false').optional(),
  /** Accept MS-CHAPv1, whose password anybody who overhears it can find. */
  allowMsChapV1: z.boolean('must be true or false').optional(),
  /** Where subscribers are kept who may do nothing but pay: address list or filter, rates, and pool of addresses. */
  walledGardenAddressList: name.optional(),
  walledGardenFilterId: name.optional(),
  walledGardenUpKbps: rate.optional(),
  walledGardenDownKbps: rate.optional(),
  walledGardenAddressPool: name.optional(),
});

export const nasCredentials = z.strictObject({
  /** RADIUS shared secret. */
  secret: z
    .string('must be the RADIUS shared secret')
    .min(1, 'must not be empty')
    .max(128, 'must be at most 128 characters'),
  /** Of CoA and Disconnect requests, where the NAS has another one for them. */
  coaSecret: z.string().min(1, 'must not be empty').max(128, 'must be at most 128 characters').optional(),
});

/** How many CoA and Disconnect requests the NAS bears. */
export function nasLimits({ coaParallel, coaPerSecond }: z.output<typeof nasSettings>): NodeLimits {
  return { parallel: coaParallel, perSecond: coaPerSecond };
}

/** How AAA treats the packets of a NAS. */
export interface NasPolicy {
  readonly secret: string;
  readonly requireMessageAuthenticator: boolean | undefined;
  readonly allowMsChapV1: boolean | undefined;
  readonly walledGarden: {
    readonly addressList?: string;
    readonly filterId?: string;
    readonly upKbps?: number;
    readonly downKbps?: number;
    readonly addressPool?: string;
  };
}

export function nasPolicy(
  settings: z.output<typeof nasSettings>,
  { secret }: z.output<typeof nasCredentials>,
): NasPolicy {
  const { walledGardenAddressList: addressList, walledGardenFilterId: filterId } = settings;
  const { walledGardenUpKbps: upKbps, walledGardenDownKbps: downKbps } = settings;
  const { walledGardenAddressPool: addressPool } = settings;
  return {
    secret,
    requireMessageAuthenticator: settings.requireMessageAuthenticator,
    allowMsChapV1: settings.allowMsChapV1,
    walledGarden: {
      ...(addressList === undefined ? {} : { addressList }),
      ...(filterId === undefined ? {} : { filterId }),
      ...(upKbps === undefined ? {} : { upKbps }),
      ...(downKbps === undefined ? {} : { downKbps }),
      ...(addressPool === undefined ? {} : { addressPool }),
    },
  };
}
