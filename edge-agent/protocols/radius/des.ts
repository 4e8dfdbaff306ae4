/**
 * DES of one block (FIPS 46-3), which only MS-CHAP still needs: OpenSSL 3 no longer offers it. Bits are numbered from 1
 * at the left, as in the standard's tables. A login costs three blocks, so clearness goes before speed.
 */

const initialPermutation = [
  58, 50, 42, 34, 26, 18, 10, 2, 60, 52, 44, 36, 28, 20, 12, 4, 62, 54, 46, 38, 30, 22, 14, 6, 64, 56, 48, 40,
  32, 24, 16, 8, 57, 49, 41, 33, 25, 17, 9, 1, 59, 51, 43, 35, 27, 19, 11, 3, 61, 53, 45, 37, 29, 21, 13, 5,
  63, 55, 47, 39, 31, 23, 15, 7,
];
const finalPermutation = initialPermutation.map((_, i) => initialPermutation.indexOf(i + 1) + 1);
/** Each group of six is a group of four with its neighbours' edge bits. */
const expansion = Array.from({ length: 48 }, (_, i) => ((Math.floor(i / 6) * 4 + (i % 6) + 31) % 32) + 1);
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

type Bits = readonly number[];

function toBits(bytes: Uint8Array): Bits {
  return [...bytes].flatMap((byte) => Array.from({ length: 8 }, (_, i) => (byte >> (7 - i)) & 1));
}

function permute(bits: Bits, table: readonly number[]): number[] {
  return table.map((position) => bits[position - 1]!);
}

/** The f of the standard: expand, mix in the round's key, substitute, permute. */
function scramble(half: Bits, roundKey: Bits): number[] {
  const mixed = permute(half, expansion).map((bit, i) => bit ^ roundKey[i]!);
  const substituted = substitution.flatMap((box, i) => {
    const [b0, b1, b2, b3, b4, b5] = mixed.slice(6 * i, 6 * i + 6) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const value = box[(b0 << 1) | b5]![(b1 << 3) | (b2 << 2) | (b3 << 1) | b4]!;
    return [(value >> 3) & 1, (value >> 2) & 1, (value >> 1) & 1, value & 1];
  });
  return permute(substituted, roundPermutation);
}

/** Encrypts one block of 8 octets with a key of 8 octets whose parity bits are not looked at. */
export function desEncrypt(key: Uint8Array, block: Uint8Array): Buffer {
  const chosen = permute(toBits(key), keyChoice1);
  const bits = permute(toBits(block), initialPermutation);
  let left = bits.slice(0, 32);
  let right = bits.slice(32);
  let rotated = 0;
  for (const rotation of keyRotations) {
    rotated += rotation;
    const turned = chosen.map((_, i) => chosen[i < 28 ? (i + rotated) % 28 : 28 + ((i + rotated) % 28)]!);
    const scrambled = scramble(right, permute(turned, keyChoice2));
    [left, right] = [right, left.map((bit, i) => bit ^ scrambled[i]!)];
  }
  const result = permute([...right, ...left], finalPermutation);
  return Buffer.from(
    Array.from({ length: 8 }, (_, i) =>
      result.slice(8 * i, 8 * i + 8).reduce((byte, bit) => (byte << 1) | bit, 0),
    ),
  );
}

/** Spreads 7 octets of key over 8, seven bits in each, as MS-CHAP stores its DES keys (RFC 2759 §8.6). */
export function desKeyOf(sevenOctets: Uint8Array): Buffer {
  const bits = toBits(sevenOctets);
  return Buffer.from(
    Array.from(
      { length: 8 },
      (_, i) => bits.slice(7 * i, 7 * i + 7).reduce((byte, bit) => (byte << 1) | bit, 0) << 1,
    ),
  );
}
