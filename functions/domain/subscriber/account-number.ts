// Damm's quasigroup of order 10: finds every wrong digit and every swap of neighbours, the two ways in which people
// misread a number on the phone (H. M. Damm, "Total anti-symmetrische Quasigruppen", 2004).
const quasigroup = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
  [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
  [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
  [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
  [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
  [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
] as const;

function interim(digits: string): number {
  let row = 0;
  for (const digit of digits) row = quasigroup[row]?.[Number(digit)] ?? 0;
  return row;
}

/**
 * An account number for a new subscriber: seven digits that follow from its id, and Damm's check digit. Numbers are not
 * consecutive, so that creating subscribers needs no common counter and a number tells nobody how many there are.
 * Two ids may meet in one number; the claim on it decides, and the later one tries again with another id.
 */
export function accountNumberFor(subscriberId: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const character of subscriberId) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.charCodeAt(0))) * 0x100000001b3n);
  }
  const digits = String(1_000_000n + ((hash ^ (hash >> 32n)) % 9_000_000n));
  return `${digits}${interim(digits)}`;
}

/** Whether the number is one that `accountNumberFor` may have made, free of a wrong digit or a swap of neighbours. */
export function isWellFormed(number: string): boolean {
  return /^[1-9]\d{7}$/.test(number) && interim(number) === 0;
}

/** A number belongs to one subscriber. */
export function accountNumberClaim(number: string): { readonly kind: string; readonly value: string } {
  return { kind: 'subscriber-number', value: number };
}
