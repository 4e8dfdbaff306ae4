import type { Avp } from './avp.ts';
import {
  attribute,
  authenticatorAt,
  authenticatorLength,
  headerLength,
  maximumLength,
  maximumValue,
} from './codes.ts';
import { prefixOctets } from './ipv6-prefix.ts';
import { hmacMd5Into, md5Into } from './md5.ts';
import type { RequestReader } from './request-reader.ts';
import { maximumSecret, type Secret } from './secret.ts';
import type { VendorAttribute } from './vendor-attributes.ts';

/**
 * Builds one packet after the other in the same memory; `reply`, `request` and `access` sign it and hand out a copy.
 * Whoever writes more than fits gets a RangeError: nothing is cut short silently.
 */
export class PacketWriter {
  /** Behind the packet there is room for the secret, which the response authenticator covers. */
  readonly bytes = Buffer.alloc(maximumLength + maximumSecret);
  length = headerLength;
  #messageAuthenticatorAt = 0;

  begin(code: number, identifier: number): this {
    this.bytes[0] = code;
    this.bytes[1] = identifier;
    this.length = headerLength;
    this.#messageAuthenticatorAt = 0;
    return this;
  }

  /** Reserves the place of the Message-Authenticator (RFC 3579 §3.2); call it first, so that it stands first. */
  messageAuthenticator(): this {
    const at = this.#open(attribute.messageAuthenticator, 16);
    this.bytes.fill(0, at, at + 16);
    this.#messageAuthenticatorAt = at;
    return this;
  }

  octets(type: number, value: Uint8Array): this {
    const at = this.#open(type, value.length);
    for (let i = 0; i < value.length; i++) this.bytes[at + i] = value[i]!;
    return this;
  }

  text(type: number, value: string): this {
    const at = this.#open(type, Buffer.byteLength(value));
    this.bytes.write(value, at);
    return this;
  }

  integer(type: number, value: number): this {
    this.bytes.writeUInt32BE(value, this.#open(type, 4));
    return this;
  }

  /** `address` in dotted form. */
  ipv4(type: number, address: string): this {
    writeIpv4(this.bytes, this.#open(type, 4), address);
    return this;
  }

  vendorOctets(known: VendorAttribute, value: Uint8Array): this {
    this.bytes.set(value, this.#openVendor(known.vendor, known.type, value.length));
    return this;
  }

  vendorText(known: VendorAttribute, value: string): this {
    this.bytes.write(value, this.#openVendor(known.vendor, known.type, Buffer.byteLength(value)));
    return this;
  }

  vendorInteger(known: VendorAttribute, value: number): this {
    this.bytes.writeUInt32BE(value, this.#openVendor(known.vendor, known.type, 4));
    return this;
  }

  avp({ attribute: { vendor, type, kind }, value }: Avp): this {
    const octets = kind === 'ipv6-prefix' ? prefixOctets(String(value)) : undefined;
    const tag = kind === 'tagged-text' ? 1 : 0;
    const size =
      octets?.length ?? (typeof value === 'number' || kind === 'ipv4' ? 4 : Buffer.byteLength(value) + tag);
    const at = vendor === undefined ? this.#open(type, size) : this.#openVendor(vendor, type, size);
    if (octets !== undefined) this.bytes.set(octets, at);
    else if (typeof value === 'number') this.bytes.writeUInt32BE(value, at);
    else if (kind === 'ipv4') writeIpv4(this.bytes, at, value);
    else {
      // The tag groups attributes (RFC 2868 §3); one group is all that is ever sent.
      if (tag === 1) this.bytes[at] = 1;
      this.bytes.write(value, at + tag);
    }
    return this;
  }

  /** Attributes that were encoded before. */
  encoded(attributes: Uint8Array): this {
    if (this.length + attributes.length > maximumLength) throw tooLong();
    this.bytes.set(attributes, this.length);
    this.length += attributes.length;
    return this;
  }

  /** Echoes every Proxy-State of the request in its order (RFC 2865 §5.33). */
  proxyStates(request: RequestReader): this {
    if (!request.proxied) return this;
    const { bytes } = request;
    for (let at = headerLength; at < request.length; at += bytes[at + 1]!) {
      if (bytes[at] === attribute.proxyState) this.encoded(bytes.subarray(at, at + bytes[at + 1]!));
    }
    return this;
  }

  /** The attributes written so far, without header. */
  attributes(): Buffer {
    return Buffer.from(this.bytes.subarray(headerLength, this.length));
  }

  /** Signs as an answer (RFC 2865 §3, RFC 3579 §3.2): both digests are taken over the request's authenticator. */
  reply(secret: Secret, requestAuthenticator: Uint8Array, from: number): Buffer {
    const { bytes } = this;
    this.#writeLength();
    for (let i = 0; i < authenticatorLength; i++)
      bytes[authenticatorAt + i] = requestAuthenticator[from + i]!;
    this.#authenticateMessage(secret);
    return this.#sealed(secret);
  }

  /** Signs as an Accounting, Disconnect or CoA request: over an authenticator of zeros (RFC 2866 §3, RFC 5176 §2.3). */
  request(secret: Secret): Buffer {
    this.#writeLength();
    this.bytes.fill(0, authenticatorAt, headerLength);
    this.#authenticateMessage(secret);
    return this.#sealed(secret);
  }

  /** Signs as an Access-Request or Status-Server: the authenticator is 16 random octets. */
  access(secret: Secret, authenticator: Uint8Array): Buffer {
    this.#writeLength();
    this.bytes.set(authenticator, authenticatorAt);
    this.#authenticateMessage(secret);
    return Buffer.from(this.bytes.subarray(0, this.length));
  }

  #writeLength(): void {
    this.bytes[2] = this.length >>> 8;
    this.bytes[3] = this.length & 0xff;
  }

  #authenticateMessage(secret: Secret): void {
    if (this.#messageAuthenticatorAt === 0) return;
    hmacMd5Into(secret.hmac, this.bytes, 0, this.length, this.bytes, this.#messageAuthenticatorAt);
  }

  #sealed(secret: Secret): Buffer {
    const { bytes, length } = this;
    const key = secret.bytes;
    for (let i = 0; i < key.length; i++) bytes[length + i] = key[i]!;
    md5Into(bytes, 0, length + key.length, bytes, authenticatorAt);
    const packet = Buffer.allocUnsafe(length);
    bytes.copy(packet, 0, 0, length);
    return packet;
  }

  #open(type: number, size: number): number {
    if (size > maximumValue) throw new RangeError(`attribute ${type} holds at most 253 octets, not ${size}`);
    const at = this.length;
    if (at + 2 + size > maximumLength) throw tooLong();
    this.bytes[at] = type;
    this.bytes[at + 1] = size + 2;
    this.length = at + 2 + size;
    return at + 2;
  }

  #openVendor(vendor: number, type: number, size: number): number {
    const at = this.#open(attribute.vendorSpecific, size + 6);
    this.bytes.writeUInt32BE(vendor, at);
    this.bytes[at + 4] = type;
    this.bytes[at + 5] = size + 2;
    return at + 6;
  }
}

function tooLong(): RangeError {
  return new RangeError('a RADIUS packet holds at most 4096 octets');
}

export function writeIpv4(bytes: Uint8Array, at: number, address: string): void {
  const parts = address.split('.');
  for (let i = 0; i < 4; i++) bytes[at + i] = Number(parts[i]);
}
