import { type AccessBinding, aaaIdentity } from '../contracts/access.ts';
import type { AddressPoolKind } from '../contracts/address-pool.ts';
import type { ServiceExtra } from '../contracts/catalog.ts';
import type { ObservedLine } from '../contracts/network-state.ts';
import { serviceAddresses } from '../domain/network/binding-addresses.ts';
import type { Claim } from '../ports/store.ts';

/** Claims of addresses are named as before there were pools for all kinds. */
const claimKinds: Readonly<Record<AddressPoolKind, string>> = {
  ipv4: 'ipv4',
  'ipv6-prefix': 'ipv6-prefix',
  vlan: 'vlan-pair',
  'onu-id': 'onu-id',
  'service-port': 'service-port',
};

/**
 * An address or prefix belongs to one service at a site, for sites may use the same private ranges; a number to one at
 * its OLT. Who held it when is kept: people will ask.
 */
export function addressClaim(kind: AddressPoolKind, scope: string, value: string): Claim {
  return { kind: claimKinds[kind], value: `${value}@${scope}`, remembered: true };
}

export function onuClaim(serial: string): Claim {
  return { kind: 'onu-serial', value: serial };
}

/**
 * What the service holds alone. AAA identities, ONU serials and IMSIs are single in the whole network; addresses at their
 * site; numbers at their OLT; a serial within its model, because vendors number alike.
 */
export function claimsOf(service: {
  readonly access: AccessBinding;
  readonly extras: readonly ServiceExtra[];
  readonly line?: ObservedLine | undefined;
}): readonly Claim[] {
  const { access, extras } = service;
  const claims: Claim[] = [{ kind: 'aaa-identity', value: aaaIdentity(access) }];
  for (const { kind, scope, value, pointer } of serviceAddresses(service)) {
    claims.push({ ...addressClaim(kind, scope, value), pointer });
  }
  if (access.technology === 'gpon') claims.push(onuClaim(access.onuSerial));
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
  'onu-serial': '/access/onuSerial',
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
