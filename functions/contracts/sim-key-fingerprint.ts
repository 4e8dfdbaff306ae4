import { createHash } from 'node:crypto';

/**
 * What tells that two SIMs have one key without telling the key: SHA-256 over its lower case hexadecimal digits. A key
 * is 128 random bits, so nobody finds it from this.
 */
export function simKeyFingerprint(ki: string): string {
  return createHash('sha256').update(ki.toLowerCase()).digest('hex');
}
