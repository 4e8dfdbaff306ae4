import { type AccessBinding, aaaIdentity } from '../contracts/access.ts';
import type { ServiceExtra } from '../contracts/catalog.ts';
import type { Claim } from '../ports/store.ts';

/** An IPv4 address belongs to one service at a site; sites may use the same private ranges. */
export function addressClaim(siteId: string, address: string): Claim {
  return { kind: 'ipv4', value: `${address}@${siteId}` };
}

/**
 * What the service holds alone. AAA identities, ONU serials and IMSIs are single in the whole network; an IPv4 address
 * at its site; a pair of VLANs at its OLT; a serial within its model, because vendors number alike.
 */
export function claimsOf(service: {
  readonly access: AccessBinding;
  readonly extras: readonly ServiceExtra[];
}): readonly Claim[] {
  const { access, extras } = service;
  const claims: Claim[] = [{ kind: 'aaa-identity', value: aaaIdentity(access) }];
  if (access.framedIp !== undefined) {
    claims.push(addressClaim(access.siteId, access.framedIp));
  }
  if (access.technology === 'gpon') {
    claims.push({ kind: 'onu-serial', value: access.onuSerial });
    if (access.olt !== undefined) {
      const { nodeId, serviceVlan, userVlan } = access.olt;
      claims.push({ kind: 'vlan-pair', value: `${serviceVlan}/${userVlan}@${nodeId}` });
    }
  }
  if (access.technology === 'lte') claims.push({ kind: 'imsi', value: access.imsi });
  for (const { serial, modelId } of extras) {
    if (serial !== undefined) {
      claims.push({ kind: 'equipment-serial', value: `${serial.trim().toUpperCase()}@${modelId}` });
    }
  }
  return claims.map((claim) => pointed(claim, access));
}

const fields: Readonly<Record<string, string>> = {
  imsi: '/access/imsi',
  ipv4: '/access/framedIp',
  'onu-serial': '/access/onuSerial',
  'vlan-pair': '/access/olt/userVlan',
};

/** The claim with the field of a request in which its value stands. */
function pointed(claim: Claim, access: AccessBinding): Claim {
  const pointer = claim.kind === 'aaa-identity' ? identityField(access) : fields[claim.kind];
  return pointer === undefined ? claim : { ...claim, pointer };
}

function identityField({ technology }: AccessBinding): string {
  if (technology === 'ipoe') return '/access/mac';
  return technology === 'lte' ? '/access/imsi' : '/access/username';
}

/** What is held in `some` and not in `others`. */
export function claimsBeyond(some: readonly Claim[], others: readonly Claim[]): readonly Claim[] {
  const keys = new Set(others.map(keyOf));
  return some.filter((claim) => !keys.has(keyOf(claim)));
}

function keyOf({ kind, value }: Claim): string {
  return `${kind} ${value}`;
}
