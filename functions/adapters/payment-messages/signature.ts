import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { refuse } from '../../domain/result.ts';

export type HmacAlgorithm = 'sha256' | 'sha384' | 'sha512';
export type HmacEncoding = 'hex' | 'base64';

/** The HMAC of the parts, one after the other. */
export function hmacOf(
  algorithm: HmacAlgorithm,
  key: string | Uint8Array,
  parts: readonly (string | Uint8Array)[],
  encoding: HmacEncoding,
): string {
  const hmac = createHmac(algorithm, key);
  for (const part of parts) hmac.update(part);
  return hmac.digest(encoding);
}

/** Whether the text is the HMAC of the parts, one after the other. Compared as text, in constant time. */
export function isHmac(
  given: string | undefined,
  algorithm: HmacAlgorithm,
  key: string | Uint8Array,
  parts: readonly (string | Uint8Array)[],
  encoding: HmacEncoding,
): boolean {
  if (given === undefined) return false;
  const expected = Buffer.from(hmacOf(algorithm, key, parts, encoding));
  const claimed = Buffer.from(given);
  return claimed.length === expected.length && timingSafeEqual(claimed, expected);
}

/** Whether the text is the secret itself, compared in constant time whatever its length. */
export function isSecret(given: string | undefined, secret: string): boolean {
  if (given === undefined) return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

export function signatureInvalid() {
  return refuse('webhook.signature-invalid', 'The signature does not hold for this body.');
}

/** How far from now a signed instant may be: what the makers that sign one recommend. */
const toleranceSeconds = 300;

/** Whether the seconds since 1970 that were signed are near enough to now. */
export function isTimely(signedAt: string, now: string): boolean {
  if (!/^\d{1,12}$/.test(signedAt)) return false;
  return Math.abs(Number(signedAt) - Math.floor(Date.parse(now) / 1000)) <= toleranceSeconds;
}

export function signatureExpired() {
  return refuse(
    'webhook.signature-expired',
    `The message was not signed within ${toleranceSeconds} seconds of now.`,
  );
}
