import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A fresh id in the form of functions/contracts/scalars.ts: a prefix, `_` and a ULID (48 bits of time, 80 of chance). */
function newId(prefix: string, now: number): string {
  let value = (BigInt(now) << 80n) | BigInt(`0x${randomBytes(10).toString('hex')}`);
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = alphabet.charAt(Number(value & 31n)) + text;
    value >>= 5n;
  }
  return `${prefix}_${text}`;
}

export function newMessageId(now: number = Date.now()): string {
  return newId('msg', now);
}

/** Of a comparison that the agent begins by itself. */
export function newComparisonId(now: number = Date.now()): string {
  return newId('cmp', now);
}
