/**
 * DES of one block (FIPS 46-3), which only MS-CHAP still needs: OpenSSL 3 no longer offers it. Bits are numbered from 1
 * at the left, as in the standard's tables. A log-in by MS-CHAP costs three blocks.
 */

const initialPermutation = [
  58, 50, 42, 34, 26, 18, 10, 2, 60, 52, 44, 36, 28, 20, 12, 4, 62, 54, 46, 38, 30, 22, 14, 6, 64, 56, 48, 40,
  32, 24, 16, 8, 57, 49, 41, 33, 25, 17, 9, 1, 59, 51, 43, 35, 27, 19, 11, 3, 61, 53, 45, 37, 29, 21, 13, 5,
  63, 55, 47, 39, 31, 23, 15, 7,
];
const finalPermutation = initialPermutation.map((_, i) => initialPermutation.indexOf(i + 1) + 1);
const roundPermutation = [
  16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22,
  11, 4, 25,
];
const keyChoice1 = [
  57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
  63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
];
const keyChoice2 = [
  14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2, 41, 52, 31, 37, 47,
  55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];
const keyRotations = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];

/** The eight substitution boxes, one hexadecimal digit per entry, four rows of sixteen. */
const substitution = [
  'e4d12fb83a6c5907 0f74e2d1a6cb9538 41e8d62bfc973a50 fc8249175b3ea06d',
  'f18e6b34972dc05a 3d47f28ec01a69b5 0e7ba4d158c6932f d8a13f42b67c05e9',
  'a09e63f51dc7b428 d709346a285ecbf1 d6498f30b12c5ae7 1ad069874fe3b52c',
  '7de3069a1285bc4f d8b56f03472c1ae9 a690cb7df13e5284 3f06a1d8945bc72e',
  '2c417ab6853fd0e9 eb2c47d150fa3986 421bad78f9c5630e b8c71e2d6f09a453',
  'c1af92680d34e75b af427c9561de0b38 9ef528c3704a1db6 432c95fabe17608d',
  '4b2ef08d3c975a61 d0b7491ae35c2f86 14bdc37eaf680592 6bd814a7950fe23c',
  'd2846fb1a93e50c7 1fd8a374c56b0e92 7b419ce206adf358 21e74a8dfc90356b',
].map((rows) => rows.split(' ').map((row) => [...row].map((digit) => Number.parseInt(digit, 16))));

/** What a box and the permutation behind it make of six bits, for each box: one look-up instead of two. */
const boxes = substitution.map((rows, box) =>
  Uint32Array.from({ length: 64 }, (_, six) => {
    const value = rows[((six >> 4) & 2) | (six & 1)]![(six >> 1) & 15]!;
    return permute(value << (28 - 4 * box), 0, roundPermutation, 0, 32);
  }),
);

/** The bits of the 64-bit word (high, low) that the table names from `from` to `to`, at most 32 of them. */
function permute(high: number, low: number, table: readonly number[], from: number, to: number): number {
  let bits = 0;
  for (let i = from; i < to; i++) {
    const position = table[i]!;
    bits = (bits << 1) | ((position <= 32 ? high >>> (32 - position) : low >>> (64 - position)) & 1);
  }
  return bits;
}

function rotate28(half: number, by: number): number {
  return ((half << by) | (half >>> (28 - by))) & 0x0fffffff;
}

/** Encrypts one block of 8 octets with a key of 8 octets whose parity bits are not looked at. */
export function desEncrypt(key: Uint8Array, block: Uint8Array): Buffer {
  const keyHigh = wordAt(key, 0);
  const keyLow = wordAt(key, 4);
  let c = permute(keyHigh, keyLow, keyChoice1, 0, 28);
  let d = permute(keyHigh, keyLow, keyChoice1, 28, 56);
  const high = wordAt(block, 0);
  const low = wordAt(block, 4);
  let left = permute(high, low, initialPermutation, 0, 32);
  let right = permute(high, low, initialPermutation, 32, 64);
  for (const rotation of keyRotations) {
    c = rotate28(c, rotation);
    d = rotate28(d, rotation);
    // The 56 bits of c and d, as the leftmost of a 64-bit word.
    const turnedHigh = (c << 4) | (d >>> 24);
    const turnedLow = d << 8;
    let scrambled = 0;
    for (let box = 0; box < 8; box++) {
      const roundKey = permute(turnedHigh, turnedLow, keyChoice2, 6 * box, 6 * box + 6);
      // The standard's expansion: four bits with their neighbours, which a rotation brings to the right end.
      const by = (4 * box + 5) & 31;
      const six = ((right << by) | (right >>> (32 - by))) & 63;
      scrambled |= boxes[box]![six ^ roundKey]!;
    }
    [left, right] = [right, left ^ scrambled];
  }
  const cipher = Buffer.alloc(8);
  cipher.writeInt32BE(permute(right, left, finalPermutation, 0, 32), 0);
  cipher.writeInt32BE(permute(right, left, finalPermutation, 32, 64), 4);
  return cipher;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

/** Spreads 7 octets of key over 8, seven bits in each, as MS-CHAP stores its DES keys (RFC 2759 §8.6). */
export function desKeyOf(sevenOctets: Uint8Array): Buffer {
  const spread = Buffer.alloc(8);
  for (let i = 0; i < 8; i++) {
    const former = i === 0 ? 0 : sevenOctets[i - 1]! << (7 - i);
    const own = i === 7 ? 0 : sevenOctets[i]! >> (i + 1);
    spread[i] = ((former | own) & 0x7f) << 1;
  }
  return spread;
}
