import { attribute, authenticatorAt, authenticatorLength, headerLength, maximumLength } from './codes.ts';
import { hmacMd5Into, md5Into } from './md5.ts';
import { maximumSecret, type Secret } from './secret.ts';

/**
 * The three checks of RADIUS: all take the raw octets as they came and none changes them. They work in a copy, whose
 * authenticator or Message-Authenticator is replaced as the digest wants it.
 */
const copy = Buffer.alloc(maximumLength + maximumSecret);
const digest = new Uint8Array(16);

/**
 * Compares without a branch that depends on the octets, so that the time tells nothing about them. In JavaScript because
 * crypto.timingSafeEqual wants two buffer objects of equal length for each call.
 */
export function equalOctets(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number, length: number): boolean {
  let difference = 0;
  for (let i = 0; i < length; i++) difference |= a[aAt + i]! ^ b[bAt + i]!;
  return difference === 0;
}

/**
 * Message-Authenticator (RFC 3579 §3.2) of a packet of `length` octets, whose value stands at `at`. The digest is taken
 * over `authenticator` in place of the packet's own: the request's for an answer, zeros for an Accounting, Disconnect or
 * CoA request, and the packet's own when undefined.
 */
export function messageAuthenticatorIsValid(
  packet: Buffer,
  length: number,
  at: number,
  secret: Secret,
  authenticator?: Uint8Array,
): boolean {
  packet.copy(copy, 0, 0, length);
  if (authenticator !== undefined) copy.set(authenticator, authenticatorAt);
  copy.fill(0, at, at + 16);
  hmacMd5Into(secret.hmac, copy, 0, length, digest, 0);
  return equalOctets(digest, 0, packet, at, 16);
}

export const zeroAuthenticator: Uint8Array = new Uint8Array(authenticatorLength);

/** Authenticator of an Accounting-Request (RFC 2866 §3) or of a Disconnect or CoA request (RFC 5176 §2.3). */
export function requestAuthenticatorIsValid(packet: Buffer, length: number, secret: Secret): boolean {
  return authenticatorIsValid(packet, length, secret, zeroAuthenticator);
}

/** Response Authenticator (RFC 2865 §3) of an answer to a request with this authenticator. */
export function responseAuthenticatorIsValid(
  packet: Buffer,
  length: number,
  secret: Secret,
  requestAuthenticator: Uint8Array,
): boolean {
  return authenticatorIsValid(packet, length, secret, requestAuthenticator);
}

function authenticatorIsValid(packet: Buffer, length: number, secret: Secret, over: Uint8Array): boolean {
  packet.copy(copy, 0, 0, length);
  copy.set(over, authenticatorAt);
  copy.set(secret.bytes, length);
  md5Into(copy, 0, length + secret.bytes.length, digest, 0);
  return equalOctets(digest, 0, packet, authenticatorAt, authenticatorLength);
}

/**
 * What a client may believe: an answer to its own request whose Response Authenticator is right, and whose
 * Message-Authenticator is right if there is one. `requireMessageAuthenticator` refuses an answer without it
 * (the forgery of CVE-2024-3596 lives on answers without one).
 */
export function responseIsAuthentic(
  packet: Buffer,
  secret: Secret,
  requestAuthenticator: Uint8Array,
  requireMessageAuthenticator: boolean,
): boolean {
  if (packet.length < headerLength) return false;
  const length = packet.readUInt16BE(2);
  if (length < headerLength || length > packet.length || length > maximumLength) return false;
  if (!responseAuthenticatorIsValid(packet, length, secret, requestAuthenticator)) return false;
  let found = false;
  for (let at = headerLength; at < length; at += packet[at + 1]!) {
    const size = packet[at + 1] ?? 0;
    if (size < 2 || at + size > length) return false;
    if (packet[at] !== attribute.messageAuthenticator) continue;
    if (found || size !== 18) return false;
    if (!messageAuthenticatorIsValid(packet, length, at + 2, secret, requestAuthenticator)) return false;
    found = true;
  }
  return found || !requireMessageAuthenticator;
}
