import { type HmacKey, hmacKey } from './md5.ts';

/** The secret shared with one NAS, prepared for both digests. */
export interface Secret {
  readonly bytes: Uint8Array;
  readonly hmac: HmacKey;
}

export const maximumSecret = 256;

/** RFC 2865 §3: the secret must not be empty. Throws a RangeError for a length that cannot be used. */
export function radiusSecret(text: string): Secret {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length === 0 || bytes.length > maximumSecret) {
    throw new RangeError(`a RADIUS secret has 1 to ${maximumSecret} octets`);
  }
  return { bytes, hmac: hmacKey(bytes) };
}
