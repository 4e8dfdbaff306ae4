import { md5Into } from './md5.ts';
import { maximumSecret, type Secret } from './secret.ts';

/** User-Password holds at most 128 octets (RFC 2865 §5.2). */
export const maximumPassword = 128;

const hashed = new Uint8Array(maximumSecret + 18);
const mask = new Uint8Array(16);

/**
 * Reveals a User-Password (RFC 2865 §5.2) of `length` octets (a multiple of 16) into `out` and answers its length
 * without the padding of zeros.
 */
export function revealPassword(
  bytes: Uint8Array,
  at: number,
  length: number,
  authenticator: Uint8Array,
  authenticatorFrom: number,
  secret: Secret,
  out: Uint8Array,
): number {
  const key = secret.bytes.length;
  hashed.set(secret.bytes);
  for (let block = 0; block < length; block += 16) {
    const previous = block === 0 ? authenticator : bytes;
    const from = block === 0 ? authenticatorFrom : at + block - 16;
    for (let i = 0; i < 16; i++) hashed[key + i] = previous[from + i]!;
    md5Into(hashed, 0, key + 16, mask, 0);
    for (let i = 0; i < 16; i++) out[block + i] = bytes[at + block + i]! ^ mask[i]!;
  }
  let end = length;
  while (end > 0 && out[end - 1] === 0) end--;
  return end;
}

/** Hides a password as User-Password does. Throws a RangeError beyond 128 octets. */
export function hidePassword(password: Uint8Array, authenticator: Uint8Array, secret: Secret): Buffer {
  if (password.length > maximumPassword) throw new RangeError('User-Password holds at most 128 octets');
  const blocks = Math.max(1, Math.ceil(password.length / 16));
  const hidden = Buffer.alloc(blocks * 16);
  hidden.set(password);
  chain(hidden, 0, secret, authenticator);
  return hidden;
}

/**
 * The value of MS-MPPE-Send-Key or MS-MPPE-Recv-Key (RFC 2548 §2.4.2): two octets of salt, whose first bit is set and
 * which differ within a packet, then the hidden length and key.
 */
export function hideMppeKey(
  key: Uint8Array,
  salt: number,
  requestAuthenticator: Uint8Array,
  secret: Secret,
): Buffer {
  const hidden = Buffer.alloc(2 + Math.ceil((1 + key.length) / 16) * 16);
  hidden.writeUInt16BE(salt | 0x8000, 0);
  hidden[2] = key.length;
  hidden.set(key, 3);
  chain(hidden, 2, secret, Buffer.concat([requestAuthenticator, hidden.subarray(0, 2)]));
  return hidden;
}

/** The inverse of `hideMppeKey`; undefined if the value cannot be one. */
export function revealMppeKey(
  value: Uint8Array,
  requestAuthenticator: Uint8Array,
  secret: Secret,
): Buffer | undefined {
  if (value.length < 18 || (value.length - 2) % 16 !== 0) return undefined;
  const revealed = Buffer.alloc(value.length - 2);
  let previous: Uint8Array = Buffer.concat([requestAuthenticator, value.subarray(0, 2)]);
  for (let block = 2; block < value.length; block += 16) {
    const key = maskOver(previous, secret);
    for (let i = 0; i < 16; i++) revealed[block - 2 + i] = value[block + i]! ^ key[i]!;
    previous = value.subarray(block, block + 16);
  }
  const length = revealed[0]!;
  return length < revealed.length ? revealed.subarray(1, 1 + length) : undefined;
}

/** Hides block by block in place: each is masked by MD5 over the secret and what was hidden before it. */
function chain(bytes: Buffer, from: number, secret: Secret, first: Uint8Array): void {
  let previous = first;
  for (let block = from; block < bytes.length; block += 16) {
    const key = maskOver(previous, secret);
    for (let i = 0; i < 16; i++) bytes[block + i]! ^= key[i]!;
    previous = bytes.subarray(block, block + 16);
  }
}

function maskOver(previous: Uint8Array, secret: Secret): Uint8Array {
  hashed.set(secret.bytes);
  hashed.set(previous, secret.bytes.length);
  md5Into(hashed, 0, secret.bytes.length + previous.length, mask, 0);
  return mask;
}
