import { attribute, headerLength, maximumLength } from './codes.ts';
import { prefixText } from './ipv6-prefix.ts';
import { vendor } from './vendor-attributes.ts';

/** Why a datagram is no RADIUS packet that may be looked at: the server stays silent and counts it. */
export type Malformed =
  | 'too-short'
  | 'length-field'
  | 'attribute-length'
  | 'value-length'
  | 'repeated-attribute'
  | 'vendor-length';

/** Shortest and longest value of the attributes that the server relies on, and whether they may occur once only. */
const shortest = new Uint8Array(256);
const longest = new Uint8Array(256).fill(253);
const once = new Uint8Array(256);

for (const [type, minimum, maximum] of [
  [attribute.userName, 1, 253],
  [attribute.userPassword, 16, 128],
  [attribute.chapPassword, 17, 17],
  [attribute.nasIpAddress, 4, 4],
  [attribute.nasPort, 4, 4],
  [attribute.serviceType, 4, 4],
  [attribute.framedProtocol, 4, 4],
  [attribute.framedIpAddress, 4, 4],
  [attribute.callingStationId, 1, 253],
  [attribute.nasIdentifier, 1, 253],
  [attribute.acctStatusType, 4, 4],
  [attribute.acctDelayTime, 4, 4],
  [attribute.acctInputOctets, 4, 4],
  [attribute.acctOutputOctets, 4, 4],
  [attribute.acctSessionId, 1, 253],
  [attribute.acctSessionTime, 4, 4],
  [attribute.acctTerminateCause, 4, 4],
  [attribute.acctInputGigawords, 4, 4],
  [attribute.acctOutputGigawords, 4, 4],
  [attribute.eventTimestamp, 4, 4],
  [attribute.chapChallenge, 1, 253],
  [attribute.nasPortType, 4, 4],
  [attribute.messageAuthenticator, 16, 16],
] as const) {
  shortest[type] = minimum;
  longest[type] = maximum;
  once[type] = 1;
}
shortest[attribute.vendorSpecific] = 5;
for (const type of [attribute.framedIpv6Prefix, attribute.delegatedIpv6Prefix]) {
  shortest[type] = 2;
  longest[type] = 18;
}

/** Vendor attributes of which the server takes note, as slots behind the 256 standard types. */
const vendorSlot = {
  msChapResponse: 256,
  msChapChallenge: 257,
  msChap2Response: 258,
  threeGppImsi: 259,
} as const;
export type VendorSlot = keyof typeof vendorSlot;

/** Vendors whose attributes must be well-formed. What others put into theirs is nothing to a server that does not read it. */
const readVendors: ReadonlySet<number> = new Set([
  vendor.microsoft,
  vendor.mikrotik,
  vendor.wispr,
  vendor.threeGpp,
]);

function slotOf(vendorId: number, type: number): number {
  if (vendorId === vendor.microsoft) {
    if (type === 1) return vendorSlot.msChapResponse;
    if (type === 11) return vendorSlot.msChapChallenge;
    if (type === 25) return vendorSlot.msChap2Response;
  }
  return vendorId === vendor.threeGpp && type === 1 ? vendorSlot.threeGppImsi : 0;
}

/**
 * Reads one request in one pass, into itself: a server keeps one reader and fills it anew for each datagram, so that a
 * request costs no garbage. What it says holds until the next `read`. It is strict: a length that does not fit, a value
 * of the wrong size or a second copy of an attribute that may occur once makes the whole packet malformed.
 */
export class RequestReader {
  bytes: Buffer = Buffer.alloc(headerLength);
  code = 0;
  identifier = 0;
  /** Octets of the packet; a datagram may be longer, and the rest is padding (RFC 2865 §3). */
  length = 0;
  /** Where the value of the first attribute of each type stands; 0 if there is none. */
  readonly #at = new Uint16Array(260);
  #proxied = false;

  read(datagram: Buffer): Malformed | undefined {
    if (datagram.length < headerLength) return 'too-short';
    const length = (datagram[2]! << 8) | datagram[3]!;
    if (length < headerLength || length > maximumLength || length > datagram.length) return 'length-field';
    this.bytes = datagram;
    this.code = datagram[0]!;
    this.identifier = datagram[1]!;
    this.length = length;
    this.#at.fill(0);
    this.#proxied = false;
    const first = this.#at;
    let at = headerLength;
    while (at < length) {
      if (at + 2 > length) return 'attribute-length';
      const type = datagram[at]!;
      const size = datagram[at + 1]!;
      if (size < 2 || at + size > length) return 'attribute-length';
      const value = size - 2;
      if (value < shortest[type]! || value > longest[type]!) return 'value-length';
      if (type === attribute.vendorSpecific) {
        if (!this.#readVendor(at + 2, at + size)) return 'vendor-length';
      } else if (first[type] === 0) {
        first[type] = at + 2;
      } else if (once[type] === 1) {
        return 'repeated-attribute';
      }
      if (type === attribute.proxyState) this.#proxied = true;
      at += size;
    }
    const password = first[attribute.userPassword]!;
    if (password !== 0 && this.lengthAt(password) % 16 !== 0) return 'value-length';
    // RFC 2865 §4.1: never both.
    if (password !== 0 && first[attribute.chapPassword] !== 0) return 'repeated-attribute';
    return undefined;
  }

  #readVendor(from: number, to: number): boolean {
    const bytes = this.bytes;
    const vendorId =
      bytes[from]! * 0x1000000 + ((bytes[from + 1]! << 16) | (bytes[from + 2]! << 8) | bytes[from + 3]!);
    if (!readVendors.has(vendorId)) return true;
    let at = from + 4;
    while (at < to) {
      if (at + 2 > to) return false;
      const size = bytes[at + 1]!;
      if (size < 2 || at + size > to) return false;
      const slot = slotOf(vendorId, bytes[at]!);
      if (slot !== 0) {
        if (this.#at[slot] !== 0) return false;
        this.#at[slot] = at + 2;
      }
      at += size;
    }
    return true;
  }

  /** Offset of the value of the first attribute of this type; 0 if there is none. */
  at(type: number): number {
    return this.#at[type]!;
  }

  vendorAt(slot: VendorSlot): number {
    return this.#at[vendorSlot[slot]]!;
  }

  /** Length of the value that stands at this offset. */
  lengthAt(at: number): number {
    return this.bytes[at - 1]! - 2;
  }

  has(type: number): boolean {
    return this.#at[type] !== 0;
  }

  /** The unsigned 32-bit value, or `missing`. */
  integer(type: number, missing: number): number {
    const at = this.#at[type]!;
    return at === 0 ? missing : this.bytes.readUInt32BE(at);
  }

  /** The value as UTF-8, or undefined. */
  text(type: number): string | undefined {
    const at = this.#at[type]!;
    return at === 0 ? undefined : this.textAt(at);
  }

  textAt(at: number): string {
    return this.bytes.toString('utf8', at, at + this.lengthAt(at));
  }

  /** Dotted address of an `ipv4` attribute, or undefined. */
  ipv4(type: number): string | undefined {
    const at = this.#at[type]!;
    if (at === 0) return undefined;
    const bytes = this.bytes;
    return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
  }

  /** An `ipv6prefix` attribute (RFC 3162 §2.3) as `2001:db8:1::/56`; the first where there are several. */
  ipv6Prefix(type: number): string | undefined {
    const at = this.#at[type]!;
    if (at === 0) return undefined;
    return prefixText(this.bytes.subarray(at, at + this.lengthAt(at)));
  }

  /** An `ipv6addr` attribute (RFC 6911 §3.1) as the prefix that it alone is in. */
  ipv6Address(type: number): string | undefined {
    const at = this.#at[type]!;
    if (at === 0 || this.lengthAt(at) !== 16) return undefined;
    return prefixText(Buffer.concat([Uint8Array.of(0, 128), this.bytes.subarray(at, at + 16)]));
  }

  /** True if the answer has to echo Proxy-State attributes (RFC 2865 §5.33). */
  get proxied(): boolean {
    return this.#proxied;
  }
}
