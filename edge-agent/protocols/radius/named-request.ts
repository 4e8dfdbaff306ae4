import { dictionary } from './dictionary.ts';
import { prefixOctets } from './ipv6-prefix.ts';
import { PacketWriter } from './packet-writer.ts';
import { vendorAttributeNamed } from './vendor-attributes.ts';

/** Attributes by name, as FreeRADIUS's rlm_rest writes a request (`raw_value = yes`): kind and values in words. */
export type NamedValues = Readonly<
  Record<string, { readonly type: string; readonly value: readonly (string | number)[] }>
>;

const writer = new PacketWriter();

/**
 * The request as a packet, so that it is read by the rules by which every other is read. Unsigned: whoever hands it over has
 * checked it. Attributes that nobody here knows are left out, and so is the password in clear. Throws a RangeError for a
 * value that no attribute can hold.
 */
export function packetOfNames(code: number, attributes: NamedValues): Buffer {
  const { type: typeOf } = dictionary();
  writer.begin(code, 0);
  for (const [name, { type, value }] of Object.entries(attributes)) {
    if (leftOut.has(name)) continue;
    const vendor = vendorAttributeNamed(name);
    const number = typeOf(name);
    for (const one of value) {
      const octets = octetsOf(type, one);
      if (octets === undefined) continue;
      if (vendor !== undefined) writer.vendorOctets(vendor, octets);
      else if (number !== undefined && number < 256) writer.octets(number, octets);
    }
  }
  return Buffer.concat([header(code, writer.length), writer.attributes()]);
}

/** The password, which must not travel further; and what was true of the packet that had them, not of this one. */
const leftOut = new Set(['User-Password', 'Message-Authenticator', 'Proxy-State', 'Vendor-Specific']);

function header(code: number, length: number): Buffer {
  const octets = Buffer.alloc(20);
  octets[0] = code;
  octets.writeUInt16BE(length, 2);
  return octets;
}

/** Undefined for a kind of which nothing is read here, and for a value that is not of its kind. */
function octetsOf(type: string, value: string | number): Buffer | undefined {
  switch (type) {
    case 'string':
      return Buffer.from(String(value));
    case 'octets':
      return /^0x(?:[0-9a-f]{2})*$/i.test(String(value))
        ? Buffer.from(String(value).slice(2), 'hex')
        : undefined;
    case 'integer':
    case 'signed':
      return number(Number(value));
    case 'date':
      return number(typeof value === 'number' ? value : Date.parse(value) / 1000);
    case 'ipaddr': {
      const parts = String(value).split('.').map(Number);
      return parts.length === 4 && parts.every((part) => part >= 0 && part <= 255)
        ? Buffer.from(parts)
        : undefined;
    }
    case 'ipv6prefix':
      return /^[0-9a-f:]+\/\d{1,3}$/i.test(String(value)) ? prefixOctets(String(value)) : undefined;
    default:
      return undefined;
  }
}

function number(value: number): Buffer | undefined {
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) return undefined;
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(value);
  return octets;
}
