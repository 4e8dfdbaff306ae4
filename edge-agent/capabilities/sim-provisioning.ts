import { createHash } from 'node:crypto';
import type { DeviceResult } from './device-result.ts';

/** What an LTE core must hold for one SIM. */
export interface SimGrant {
  readonly serviceId: string;
  readonly imsi: string;
  readonly msisdn?: string;
  /** 128-bit keys in hexadecimal; write-only at every core. */
  readonly ki: string;
  readonly opc: string;
  readonly apn: string;
  /** kbit/s as the subscriber sees them. */
  readonly downKbps: number;
  readonly upKbps: number;
  readonly staticIp?: string;
  readonly framedIpv6Prefix?: string;
  readonly delegatedIpv6Prefix?: string;
  /** False: known, but no session is let in, and a live one is cut. */
  readonly active: boolean;
}

/** SIMs of an LTE core. Every method reads first and does only what is missing. */
export interface SimProvisioning {
  apply(grant: SimGrant): Promise<DeviceResult>;
  read(grant: SimGrant): Promise<DeviceResult>;
  remove(grant: Pick<SimGrant, 'serviceId' | 'imsi'>): Promise<DeviceResult>;
}

/** Tells whether keys are the same without telling the keys: both are 128 random bits. */
export function keysFingerprint({ imsi, ki, opc }: Pick<SimGrant, 'imsi' | 'ki' | 'opc'>): string {
  const hash = createHash('sha256').update(`${imsi}:${ki.toLowerCase()}:${opc.toLowerCase()}`);
  return `keys-sha256:${hash.digest('hex')}`;
}
