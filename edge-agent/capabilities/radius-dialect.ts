import { type Avp, avp, type RadiusAttribute, standardAttributes } from '../protocols/radius/avp.ts';
import { vendorAttributes } from '../protocols/radius/vendor-attributes.ts';
import type { Rate } from './session-control.ts';

/** What a make of NAS understands in an Access-Accept. It ignores attributes that it does not know (RFC 2865 §5). */
export interface RadiusDialect {
  /** Whether it signs its Access-Requests, so that one without Message-Authenticator must be forged. */
  readonly signsRequests: boolean;
  /** The subscriber's own address, or else the pool to take one from. */
  address(granted: Granted): readonly Avp[];
  /** Prefixes of the subscriber's own, or else the pools to take them from. */
  ipv6(granted: GrantedIpv6): readonly Avp[];
  rates(rate: Rate): readonly Avp[];
  /** In place of `rates`: what keeps a subscriber in the walled garden, at this rate where the garden has none of its own. */
  walledGarden(rate: Rate): readonly Avp[];
}

export interface Granted {
  readonly framedIp: string | undefined;
  readonly addressPool: string | undefined;
}

export interface GrantedIpv6 {
  readonly framedIpv6Prefix: string | undefined;
  readonly framedIpv6Pool: string | undefined;
  readonly delegatedIpv6Prefix: string | undefined;
  readonly delegatedIpv6Pool: string | undefined;
}

/** RFC 2865 §5.8 and RFC 2869 §5.18. */
export function standardAddress({ framedIp, addressPool }: Granted): readonly Avp[] {
  if (framedIp !== undefined) return [avp(standardAttributes.framedIpAddress, framedIp)];
  return addressPool === undefined ? [] : [avp(standardAttributes.framedPool, addressPool)];
}

/** RFC 3162 §2.3 and §2.6, RFC 4818, RFC 6911 §3.4. */
export const standardIpv6 = ipv6By(standardAttributes.delegatedIpv6PrefixPool);

/** Where the pool of prefixes to delegate is named by an attribute of the vendor's own. */
export function ipv6By(delegatedPool: RadiusAttribute) {
  const either = (
    [ownAttribute, own]: readonly [RadiusAttribute, string | undefined],
    [poolAttribute, pool]: readonly [RadiusAttribute, string | undefined],
  ): readonly Avp[] => {
    if (own !== undefined) return [avp(ownAttribute, own)];
    return pool === undefined ? [] : [avp(poolAttribute, pool)];
  };
  return (granted: GrantedIpv6): readonly Avp[] => [
    ...either(
      [standardAttributes.framedIpv6Prefix, granted.framedIpv6Prefix],
      [standardAttributes.framedIpv6Pool, granted.framedIpv6Pool],
    ),
    ...either(
      [standardAttributes.delegatedIpv6Prefix, granted.delegatedIpv6Prefix],
      [delegatedPool, granted.delegatedIpv6Pool],
    ),
  ];
}

/** RouterOS's way of writing a rate: `10M`, or `10500k` where that would not be whole. */
export function mikrotikRate(kbps: number): string {
  return kbps % 1000 === 0 ? `${kbps / 1000}M` : `${kbps}k`;
}

/** Upload first: RouterOS counts from its own side, where the subscriber's upload is received (rx/tx). */
export function mikrotikRates({ upKbps, downKbps }: Rate): readonly Avp[] {
  return [avp(vendorAttributes.mikrotikRateLimit, `${mikrotikRate(upKbps)}/${mikrotikRate(downKbps)}`)];
}

/** WISPr counts in bit/s in 32 bits; faster than that is as good as unlimited. */
export function wisprRates({ upKbps, downKbps }: Rate): readonly Avp[] {
  const bits = (kbps: number) => Math.min(kbps * 1000, 0xffffffff);
  return [
    avp(vendorAttributes.wisprBandwidthMaxUp, bits(upKbps)),
    avp(vendorAttributes.wisprBandwidthMaxDown, bits(downKbps)),
  ];
}

export const filter = (name: string): readonly Avp[] => [avp(standardAttributes.filterId, name)];
export const addressList = (name: string): readonly Avp[] => [
  avp(vendorAttributes.mikrotikAddressList, name),
];

/** For a NAS of which nothing is known: both ways that are most often understood. */
export function commonDialect(garden: {
  readonly filterId: string;
  readonly addressList: string;
}): RadiusDialect {
  const rates = (rate: Rate) => [...mikrotikRates(rate), ...wisprRates(rate)];
  return {
    signsRequests: true,
    address: standardAddress,
    ipv6: standardIpv6,
    rates,
    walledGarden: (rate) => [...rates(rate), ...filter(garden.filterId), ...addressList(garden.addressList)],
  };
}

/** MikroTik RouterOS 14988: 8 Mikrotik-Rate-Limit, 19 Mikrotik-Address-List, 22 Mikrotik-Delegated-IPv6-Pool. */
export function mikrotikDialect(garden: string): RadiusDialect {
  return {
    signsRequests: true,
    address: standardAddress,
    ipv6: ipv6By(vendorAttributes.mikrotikDelegatedIpv6Pool),
    rates: mikrotikRates,
    walledGarden: (rate) => [...mikrotikRates(rate), ...addressList(garden)],
  };
}
