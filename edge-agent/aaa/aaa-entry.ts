import { type AccessBinding, aaaIdentity } from '../../functions/contracts/access.ts';
import type { NetworkProfile } from '../../functions/contracts/catalog.ts';
import type { DesiredState } from '../../functions/contracts/network-state.ts';

/** How a login of this service is answered. */
export type Admission = 'plan' | 'walled-garden' | 'refused';

/** Everything that AAA must know of one service, made from its desired state. */
export interface AaaEntry {
  readonly serviceId: string;
  readonly revision: number;
  /** The User-Name under which it is looked up. */
  readonly identity: string;
  readonly technology: AccessBinding['technology'];
  readonly admission: Admission;
  /** Undefined where the network's own identity is the credential: a MAC address or an IMSI. */
  readonly password: string | undefined;
  /** The only MAC address from which it may log in, as `00:1A:2B:3C:4D:5E`. */
  readonly stationMac: string | undefined;
  readonly framedIp: string | undefined;
  readonly framedIpv6Prefix: string | undefined;
  readonly delegatedIpv6Prefix: string | undefined;
  readonly profile: NetworkProfile;
}

/** Technologies whose subscribers have no password: the access network vouches for who they are. */
export function vouchedByNetwork(technology: AccessBinding['technology']): boolean {
  return technology === 'ipoe' || technology === 'lte';
}

/** What AAA holds for a desired state; nothing when the service must not be on the network at all. */
export function aaaEntry(desired: DesiredState, password: string | undefined): AaaEntry | undefined {
  if (!desired.present) return undefined;
  const { access } = desired;
  return {
    serviceId: desired.serviceId,
    revision: desired.revision,
    identity: aaaIdentity(access),
    technology: access.technology,
    admission: admissionOf(desired.entitlement),
    password: vouchedByNetwork(access.technology) ? undefined : password,
    stationMac: stationMacOf(access),
    framedIp: access.framedIp,
    framedIpv6Prefix: access.framedIpv6Prefix,
    delegatedIpv6Prefix: access.delegatedIpv6Prefix,
    profile: desired.profile,
  };
}

/** A used-up quota leads to the same place as an unpaid bill: where more can be bought. */
function admissionOf(entitlement: DesiredState['entitlement']): Admission {
  switch (entitlement) {
    case 'full':
    case 'throttled':
      return 'plan';
    case 'exhausted':
    case 'walled-garden':
      return 'walled-garden';
    case 'blocked':
      return 'refused';
  }
}

function stationMacOf(access: AccessBinding): string | undefined {
  if (access.technology === 'ipoe') return access.mac;
  return access.technology === 'pppoe' ? access.callingStationId : undefined;
}

/**
 * Reads a MAC address in any of the ways in which a NAS writes one: `00:1a:2b:3c:4d:5e`, `00-1A-…`, `001a.2b3c.4d5e`,
 * `001a2b3c4d5e`, and MikroTik's DHCP client id `1:0:1a:2b:3c:4d:5e` (hardware type first, no leading zeros).
 */
export function canonicalMac(text: string): string | undefined {
  if (text.length < 11 || text.length > 20) return undefined;
  let groups = text.split(/[:.-]/);
  if (groups.length === 7 && Number(groups[0]) === 1) groups = groups.slice(1);
  const width = 12 / groups.length;
  if (![1, 3, 6].includes(groups.length)) return undefined;
  const digits = groups.map((group) => (groups.length === 6 ? group.padStart(2, '0') : group));
  if (!digits.every((group) => group.length === width && /^[0-9a-f]+$/i.test(group))) return undefined;
  return digits.join('').toUpperCase().match(/../g)!.join(':');
}
