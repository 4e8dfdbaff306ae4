/** How the value of an attribute is written: the data types of RFC 8044 that occur here. */
export type ValueKind =
  | 'text'
  | 'tagged-text'
  | 'octets'
  | 'integer'
  | 'ipv4'
  | 'ipv6'
  | 'ipv6-prefix'
  | 'time'
  | 'secret';

export interface VendorAttribute {
  readonly vendor: number;
  readonly type: number;
  readonly name: string;
  readonly kind: ValueKind;
}

const vendorAttribute = (vendor: number, type: number, name: string, kind: ValueKind): VendorAttribute => ({
  vendor,
  type,
  name,
  kind,
});

/** Private enterprise numbers (IANA). Canopy, now Cambium's, kept the number under which Motorola had registered it. */
export const vendor = {
  cisco: 9,
  motorola: 161,
  microsoft: 311,
  juniper: 4874,
  nokia: 6527,
  threeGpp: 10_415,
  wispr: 14_122,
  mikrotik: 14_988,
} as const;

/**
 * The vendor attributes that the agent writes or reads. The RFC dictionaries hold none of them. Numbers and types are those
 * of FreeRADIUS 3.2's dictionary.cisco, .motorola, .erx, .alcatel.sr, .wispr and .mikrotik.
 */
export const vendorAttributes = {
  msChapResponse: vendorAttribute(vendor.microsoft, 1, 'MS-CHAP-Response', 'octets'),
  msChapError: vendorAttribute(vendor.microsoft, 2, 'MS-CHAP-Error', 'octets'),
  msMppeEncryptionPolicy: vendorAttribute(vendor.microsoft, 7, 'MS-MPPE-Encryption-Policy', 'integer'),
  msMppeEncryptionTypes: vendorAttribute(vendor.microsoft, 8, 'MS-MPPE-Encryption-Types', 'integer'),
  msChapChallenge: vendorAttribute(vendor.microsoft, 11, 'MS-CHAP-Challenge', 'octets'),
  msMppeSendKey: vendorAttribute(vendor.microsoft, 16, 'MS-MPPE-Send-Key', 'secret'),
  msMppeRecvKey: vendorAttribute(vendor.microsoft, 17, 'MS-MPPE-Recv-Key', 'secret'),
  msChap2Response: vendorAttribute(vendor.microsoft, 25, 'MS-CHAP2-Response', 'octets'),
  msChap2Success: vendorAttribute(vendor.microsoft, 26, 'MS-CHAP2-Success', 'octets'),
  /** `protocol:attribute=value`; may occur several times. */
  ciscoAvPair: vendorAttribute(vendor.cisco, 1, 'Cisco-AVPair', 'text'),
  /** In an Access-Accept `A` and the name of a service that is to be switched on. */
  ciscoAccountInfo: vendorAttribute(vendor.cisco, 250, 'Cisco-Account-Info', 'text'),
  /** Sustained rate, kbit/s. */
  canopyUlbr: vendorAttribute(vendor.motorola, 6, 'Motorola-Canopy-ULBR', 'integer'),
  /** Burst allowance, kbit. */
  canopyUlbl: vendorAttribute(vendor.motorola, 7, 'Motorola-Canopy-ULBL', 'integer'),
  canopyDlbr: vendorAttribute(vendor.motorola, 8, 'Motorola-Canopy-DLBR', 'integer'),
  canopyDlbl: vendorAttribute(vendor.motorola, 9, 'Motorola-Canopy-DLBL', 'integer'),
  /** VLAN of what arrives untagged from the subscriber. */
  canopyVlanIngress: vendorAttribute(vendor.motorola, 21, 'Motorola-Canopy-VLIGVID', 'integer'),
  /** `name` or `name(parameter, …)` of a dynamic profile. */
  erxServiceActivate: vendorAttribute(vendor.juniper, 65, 'ERX-Service-Activate', 'tagged-text'),
  erxServiceDeactivate: vendorAttribute(vendor.juniper, 66, 'ERX-Service-Deactivate', 'text'),
  alcSubscProfile: vendorAttribute(vendor.nokia, 12, 'Alc-Subsc-Prof-Str', 'text'),
  alcDelegatedIpv6Pool: vendorAttribute(vendor.nokia, 131, 'Alc-Delegated-IPv6-Pool', 'text'),
  alcSlaProfile: vendorAttribute(vendor.nokia, 13, 'Alc-SLA-Prof-Str', 'text'),
  /** `direction:object:id:pir=kbit/s,…` (SR OS RADIUS Attributes Reference, [26.6527.126]). */
  alcSubscriberQosOverride: vendorAttribute(vendor.nokia, 126, 'Alc-Subscriber-QoS-Override', 'text'),
  threeGppImsi: vendorAttribute(vendor.threeGpp, 1, '3GPP-IMSI', 'text'),
  /** bit/s */
  wisprBandwidthMaxUp: vendorAttribute(vendor.wispr, 7, 'WISPr-Bandwidth-Max-Up', 'integer'),
  wisprBandwidthMaxDown: vendorAttribute(vendor.wispr, 8, 'WISPr-Bandwidth-Max-Down', 'integer'),
  /** `rx/tx` from the router's point of view: upload/download. */
  mikrotikRateLimit: vendorAttribute(vendor.mikrotik, 8, 'Mikrotik-Rate-Limit', 'text'),
  mikrotikDelegatedIpv6Pool: vendorAttribute(vendor.mikrotik, 22, 'Mikrotik-Delegated-IPv6-Pool', 'text'),
  mikrotikAddressList: vendorAttribute(vendor.mikrotik, 19, 'Mikrotik-Address-List', 'text'),
} as const;

const byNumber = new Map(
  Object.values(vendorAttributes).map((known) => [known.vendor * 256 + known.type, known]),
);

const byName = new Map<string, VendorAttribute>(
  Object.values(vendorAttributes).map((known) => [known.name, known]),
);

export function vendorAttributeNamed(name: string): VendorAttribute | undefined {
  return byName.get(name);
}

export function knownVendorAttribute(vendorId: number, type: number): VendorAttribute | undefined {
  return byNumber.get(vendorId * 256 + type);
}

/** Vendors whose attributes are named here; all of them are a run of type, length, value (RFC 2865 §5.26). */
export function isKnownVendor(vendorId: number): boolean {
  return knownVendors.has(vendorId);
}

const knownVendors: ReadonlySet<number> = new Set(Object.values(vendor));
