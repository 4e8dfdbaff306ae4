import { attribute as type } from './codes.ts';
import type { ValueKind } from './vendor-attributes.ts';

/** An attribute that can be written: a standard one, or a vendor's. */
export interface RadiusAttribute {
  readonly vendor?: number;
  readonly type: number;
  readonly name: string;
  readonly kind: ValueKind;
}

/** An attribute with its value: text as it is, numbers as unsigned 32 bits, an IPv4 address in dotted form, an IPv6 prefix as RFC 5952 writes it with its length. */
export interface Avp {
  readonly attribute: RadiusAttribute;
  readonly value: string | number;
}

export function avp(attribute: RadiusAttribute, value: string | number): Avp {
  return { attribute, value };
}

const standard = (number: number, name: string, kind: ValueKind): RadiusAttribute => ({
  type: number,
  name,
  kind,
});

/** Standard attributes (RFC 2865, 2866, 2869, 3162, 4818, 6911) by which sessions are named and limited. */
export const standardAttributes = {
  userName: standard(type.userName, 'User-Name', 'text'),
  serviceType: standard(type.serviceType, 'Service-Type', 'integer'),
  framedProtocol: standard(type.framedProtocol, 'Framed-Protocol', 'integer'),
  framedIpAddress: standard(type.framedIpAddress, 'Framed-IP-Address', 'ipv4'),
  filterId: standard(type.filterId, 'Filter-Id', 'text'),
  class: standard(type.class, 'Class', 'text'),
  sessionTimeout: standard(type.sessionTimeout, 'Session-Timeout', 'integer'),
  idleTimeout: standard(type.idleTimeout, 'Idle-Timeout', 'integer'),
  callingStationId: standard(type.callingStationId, 'Calling-Station-Id', 'text'),
  acctSessionId: standard(type.acctSessionId, 'Acct-Session-Id', 'text'),
  acctInterimInterval: standard(type.acctInterimInterval, 'Acct-Interim-Interval', 'integer'),
  framedPool: standard(type.framedPool, 'Framed-Pool', 'text'),
  framedIpv6Prefix: standard(type.framedIpv6Prefix, 'Framed-IPv6-Prefix', 'ipv6-prefix'),
  framedIpv6Pool: standard(type.framedIpv6Pool, 'Framed-IPv6-Pool', 'text'),
  delegatedIpv6Prefix: standard(type.delegatedIpv6Prefix, 'Delegated-IPv6-Prefix', 'ipv6-prefix'),
  delegatedIpv6PrefixPool: standard(type.delegatedIpv6PrefixPool, 'Delegated-IPv6-Prefix-Pool', 'text'),
} as const;
