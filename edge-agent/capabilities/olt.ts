import * as z from 'zod';
import type { NodeConfiguration } from '../../functions/contracts/edge/messages.ts';
import { createSnmpClient, type SnmpClient } from '../protocols/snmp/snmp-client.ts';
import { type Driver, type DriverTools, defineDriver, type NodeCapabilities } from './driver.ts';
import { type DeviceIdentity, snmpIdentity } from './identity.ts';
import { type OnuDialect, onuProvisioning } from './onu-convergence.ts';

/** RFC 3417 §3.2. */
const standardPort = 161;

const milliseconds = (least: number, most: number) =>
  z
    .int('must be a whole number of milliseconds')
    .min(least, `must be at least ${least} ms`)
    .max(most, `must be at most ${most} ms`);

/** Settings that every OLT driver over SNMP knows. */
export const oltSettings = z.strictObject({
  /** Patience with one datagram. */
  timeoutMs: milliseconds(20, 60_000).default(3_000),
  /** Repetitions of a read that is not answered. A SET is never repeated: it is read back first. */
  retries: z
    .int('must be a whole number')
    .min(0, 'must not be negative')
    .max(10, 'must be at most 10')
    .default(2),
  /** ONUs that are worked on at the same time. */
  parallel: z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(32, 'must be at most 32')
    .default(4),
  /** Shortest time between two requests, for OLTs whose processor is weak. */
  paceMs: milliseconds(0, 10_000).default(0),
  /** How long the OLT may take until it shows what it said yes to. */
  settleMs: milliseconds(0, 60_000).default(1_000),
  /** Of an SNMPv3 user. */
  authProtocol: z.enum(['sha', 'sha256'], 'must be sha or sha256').default('sha'),
  /** aes256b (Blumenthal) and aes256r (Reeder, Cisco) do not understand each other. */
  privProtocol: z.enum(['aes', 'aes256b', 'aes256r'], 'must be aes, aes256b or aes256r').default('aes'),
});
export type OltSettings = z.output<typeof oltSettings>;
/** `parallel` is left out by OLTs that bear one ONU at a time. */
type SnmpOltSettings = Omit<OltSettings, 'parallel'> & { readonly parallel?: number };

const long = 'must be at most 128 characters';
const secret = z.string('must be text').min(1, 'must not be empty').max(128, long);
/** RFC 3414 §11.2. */
const password = z.string('must be text').min(8, 'must be at least 8 characters').max(128, long);

/** A community for SNMPv2c, or a user with both passwords for SNMPv3. */
export const oltCredentials = z.union(
  [
    z.strictObject({ community: secret }),
    z.strictObject({ user: secret.meta({ secret: false }), authPassword: password, privPassword: password }),
  ],
  'must be either community (SNMPv2c), or user, authPassword and privPassword of at least 8 characters (SNMPv3)',
);
export type OltCredentials = z.output<typeof oltCredentials>;

/**
 * The driver of a make of OLT that is managed over SNMP alone: what it adds is its own settings and its dialect, how its
 * tables are read and which step comes first.
 */
export function snmpOlt<S extends z.ZodType<SnmpOltSettings>>(
  settings: S,
  dialect: (client: SnmpClient, given: z.output<S>) => OnuDialect,
): Driver<S, typeof oltCredentials> {
  return defineDriver({
    kind: 'olt',
    settings,
    credentials: oltCredentials,
    open(given, credentials, tools, node) {
      const client = openSnmp(given, credentials, node);
      return oltCapabilities(dialect(client, given), given, tools, [client], snmpIdentity(client));
    },
  });
}

/** What an OLT does for its ONUs; `lines` are closed with the node. */
export function oltCapabilities(
  dialect: OnuDialect,
  { parallel = 1, settleMs }: { readonly parallel?: number; readonly settleMs: number },
  { now }: DriverTools,
  lines: readonly { close(): void }[],
  identity: DeviceIdentity,
): NodeCapabilities {
  return {
    limits: { parallel },
    onuProvisioning: onuProvisioning(dialect, { parallel, settleMs, now }),
    identity,
    close() {
      for (const line of lines) line.close();
    },
  };
}

export function openSnmp(
  { timeoutMs, retries, paceMs, authProtocol, privProtocol }: SnmpOltSettings,
  credentials: OltCredentials,
  { address, port }: Pick<NodeConfiguration, 'address' | 'port'>,
): SnmpClient {
  return createSnmpClient({
    host: address,
    port: port ?? standardPort,
    credentials: 'community' in credentials ? credentials : { ...credentials, authProtocol, privProtocol },
    timeoutMs,
    retries,
    paceMs,
  });
}
