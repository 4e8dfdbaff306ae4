import { createHmac, timingSafeEqual } from 'node:crypto';
import { refuse } from '../../domain/result.ts';

export type HmacAlgorithm = 'sha256' | 'sha384' | 'sha512';
export type HmacEncoding = 'hex' | 'base64';

/** Whether the text is the HMAC of the parts, one after the other. Compared as text, in constant time. */
export function isHmac(
  given: string | undefined,
  algorithm: HmacAlgorithm,
  key: string | Uint8Array,
  parts: readonly (string | Uint8Array)[],
  encoding: HmacEncoding,
): boolean {
  if (given === undefined) return false;
  const hmac = createHmac(algorithm, key);
  for (const part of parts) hmac.update(part);
  const expected = Buffer.from(hmac.digest(encoding));
  const claimed = Buffer.from(given);
  return claimed.length === expected.length && timingSafeEqual(claimed, expected);
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
