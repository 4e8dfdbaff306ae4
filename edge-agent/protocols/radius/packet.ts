import { attribute, headerLength, maximumLength } from './codes.ts';
import { dictionary } from './dictionary.ts';
import { prefixText } from './ipv6-prefix.ts';
import { isKnownVendor, knownVendorAttribute, type ValueKind } from './vendor-attributes.ts';

/** One attribute as it was found; `vendor` for a sub-attribute of Vendor-Specific. */
export interface PacketAttribute {
  readonly type: number;
  readonly vendor?: number;
  readonly value: Buffer;
}

/** A whole packet taken apart: for the client side and for people. The server reads with `RequestReader`. */
export interface Packet {
  readonly code: number;
  readonly identifier: number;
  readonly authenticator: Buffer;
  readonly attributes: readonly PacketAttribute[];
}

/** Undefined if the octets are no packet. */
export function decodePacket(bytes: Buffer): Packet | undefined {
  if (bytes.length < headerLength) return undefined;
  const length = bytes.readUInt16BE(2);
  if (length < headerLength || length > maximumLength || length > bytes.length) return undefined;
  const attributes = attributesIn(bytes.subarray(headerLength, length));
  if (attributes === undefined) return undefined;
  return {
    code: bytes[0]!,
    identifier: bytes[1]!,
    authenticator: bytes.subarray(4, headerLength),
    attributes: attributes.flatMap(unfolded),
  };
}

function attributesIn(bytes: Buffer): PacketAttribute[] | undefined {
  const found: PacketAttribute[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = bytes[at + 1] ?? 0;
    if (size < 2 || at + size > bytes.length) return undefined;
    found.push({ type: bytes[at]!, value: bytes.subarray(at + 2, at + size) });
    at += size;
  }
  return found;
}

/** The sub-attributes of a Vendor-Specific of a known vendor; anything else as it is. */
function unfolded(found: PacketAttribute): readonly PacketAttribute[] {
  if (found.type !== attribute.vendorSpecific || found.value.length < 4) return [found];
  const vendor = found.value.readUInt32BE(0);
  const inner = isKnownVendor(vendor) ? attributesIn(found.value.subarray(4)) : undefined;
  return inner?.map(({ type, value }) => ({ type, vendor, value })) ?? [found];
}

/** An attribute with its name and its value in words, such as `Mikrotik-Rate-Limit` `10M/50M`. */
export interface NamedAttribute {
  readonly name: string;
  readonly value: string;
}

export function namedAttribute({ type, vendor, value }: PacketAttribute): NamedAttribute {
  if (vendor !== undefined) {
    const known = knownVendorAttribute(vendor, type);
    if (known === undefined)
      return { name: `Attr-26.${vendor}.${type}`, value: `0x${value.toString('hex')}` };
    return { name: known.name, value: inWords(value, known.kind) };
  }
  const known = dictionary().attribute(type);
  if (known === undefined) return { name: `Attr-${type}`, value: `0x${value.toString('hex')}` };
  const word = value.length === 4 ? dictionary().value(type, value.readUInt32BE(0)) : undefined;
  return { name: known.name, value: word ?? inWords(value, known.kind) };
}

function inWords(value: Buffer, kind: ValueKind): string {
  if (kind === 'secret') return '(hidden)';
  if (kind === 'text') return value.toString('utf8');
  if (kind === 'ipv6-prefix') return prefixText(value) ?? `0x${value.toString('hex')}`;
  // The tag is the first octet (RFC 2868 §3).
  if (kind === 'tagged-text') return value.toString('utf8', 1);
  if (value.length === 4) {
    if (kind === 'integer') return String(value.readUInt32BE(0));
    if (kind === 'ipv4') return value.join('.');
    if (kind === 'time') return new Date(value.readUInt32BE(0) * 1000).toISOString();
  }
  return `0x${value.toString('hex')}`;
}
