import { randomBytes } from 'node:crypto';
import type { Ids } from '../ports/ids.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const randomDigits = 16;

/**
 * Ids that sort by the time they were made: a ULID in lower case behind the prefix. Within one millisecond of one
 * instance each is the former plus one, so that their order is the order in which they were asked for.
 */
export function ulidIds(now: () => number): Ids {
  let time = -1;
  let random: number[] = [];
  return {
    next(prefix) {
      const at = now();
      if (at > time) {
        time = at;
        random = [...randomBytes(randomDigits)].map((byte) => byte & 31);
        // A clear first bit leaves room for counting up.
        random[0] = (random[0] ?? 0) & 15;
      } else {
        countUp(random);
      }
      return `${prefix}_${timeDigits(time)}${random.map((digit) => alphabet[digit]).join('')}`;
    },
    from: (prefix, at) => `${prefix}_${timeDigits(Date.parse(at))}`,
  };
}

function timeDigits(time: number): string {
  let rest = time;
  let digits = '';
  for (let i = 0; i < 10; i++) {
    digits = (alphabet[rest % 32] ?? '0') + digits;
    rest = Math.floor(rest / 32);
  }
  return digits;
}

function countUp(digits: number[]): void {
  for (let i = digits.length - 1; i >= 0; i--) {
    const digit = (digits[i] ?? 0) + 1;
    digits[i] = digit % 32;
    if (digit < 32) return;
  }
}
