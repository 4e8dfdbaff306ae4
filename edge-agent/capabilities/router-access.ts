import type { DeviceResult } from './device-result.ts';

/** What a router that knows its subscribers itself must hold for one of them. */
export interface RouterGrant {
  readonly serviceId: string;
  readonly kind: 'ppp' | 'hotspot' | 'dhcp-lease';
  /** Username, or the MAC address of a lease. */
  readonly identity: string;
  readonly password?: string;
  readonly framedIp?: string;
  readonly framedIpv6Prefix?: string;
  readonly delegatedIpv6Prefix?: string;
  readonly downKbps: number;
  readonly upKbps: number;
  readonly entitlement: 'full' | 'throttled' | 'exhausted' | 'walled-garden' | 'blocked';
}

/** Subscribers kept on the router itself instead of RADIUS. A suspension also ends the live session. */
export interface RouterAccess {
  apply(grant: RouterGrant): Promise<DeviceResult>;
  read(grant: RouterGrant): Promise<DeviceResult>;
  remove(grant: RouterGrant): Promise<DeviceResult>;
}
