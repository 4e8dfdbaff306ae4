/** How the value of an attribute is written: the data types of RFC 8044 that occur here. */
export type ValueKind = 'text' | 'octets' | 'integer' | 'ipv4' | 'ipv6' | 'time' | 'secret';

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

export const vendor = { microsoft: 311, threeGpp: 10_415, wispr: 14_122, mikrotik: 14_988 } as const;

/** The vendor attributes that the agent writes or reads. The RFC dictionaries hold none of them. */
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
  threeGppImsi: vendorAttribute(vendor.threeGpp, 1, '3GPP-IMSI', 'text'),
  /** bit/s */
  wisprBandwidthMaxUp: vendorAttribute(vendor.wispr, 7, 'WISPr-Bandwidth-Max-Up', 'integer'),
  wisprBandwidthMaxDown: vendorAttribute(vendor.wispr, 8, 'WISPr-Bandwidth-Max-Down', 'integer'),
  /** `rx/tx` from the router's point of view: upload/download. */
  mikrotikRateLimit: vendorAttribute(vendor.mikrotik, 8, 'Mikrotik-Rate-Limit', 'text'),
  mikrotikAddressList: vendorAttribute(vendor.mikrotik, 19, 'Mikrotik-Address-List', 'text'),
} as const;

const byNumber = new Map(
  Object.values(vendorAttributes).map((known) => [known.vendor * 256 + known.type, known]),
);

export function knownVendorAttribute(vendorId: number, type: number): VendorAttribute | undefined {
  return byNumber.get(vendorId * 256 + type);
}

/** Vendors whose attributes are known to be a run of type, length, value (RFC 2865 §5.26), and are read so. */
export function isKnownVendor(vendorId: number): boolean {
  return (
    vendorId === vendor.microsoft ||
    vendorId === vendor.mikrotik ||
    vendorId === vendor.wispr ||
    vendorId === vendor.threeGpp
  );
}
