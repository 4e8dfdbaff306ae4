/**
 * Which numbers of a large range are taken. The range is cut into pages of 256; a page of which nothing is taken is not
 * kept, so that what is kept grows with what is taken and not with the range. Of a page there are 64 hexadecimal digits,
 * a bit for each number, the lowest in a digit's highest bit, without the zeros at the end.
 */
export type TakenNumbers = Readonly<Record<string, string>>;

const pageSize = 256;
const digitsOfPage = pageSize / 4;

/** More pages would not fit into one item of the table (400 KB) once all are in use; together a million numbers. */
export const mostPages = 4000;

export function isTaken(taken: TakenNumbers, number: number): boolean {
  return bitAt(taken[pageOf(number)] ?? '', number % pageSize);
}

/** The set with the number in it, or without. */
export function withNumber(taken: TakenNumbers, number: number, isIn: boolean): TakenNumbers {
  const page = pageOf(number);
  const at = (number % pageSize) >> 2;
  const bit = 8 >> (number & 3);
  const digits = (taken[page] ?? '').padEnd(at + 1, '0');
  const digit = Number.parseInt(digits[at] ?? '0', 16);
  const next = (isIn ? digit | bit : digit & ~bit).toString(16);
  const written = (digits.slice(0, at) + next + digits.slice(at + 1)).replace(/0+$/, '');
  const { [page]: _, ...others } = taken;
  return written === '' ? others : { ...others, [page]: written };
}

/** Whether the number can be taken without more pages than one pool can keep. */
export function hasRoomFor(taken: TakenNumbers, number: number): boolean {
  return taken[pageOf(number)] !== undefined || Object.keys(taken).length < mostPages;
}

/** The taken numbers from `from` on, lowest first. */
export function* takenNumbers(taken: TakenNumbers, from = 0): Generator<number> {
  // Keys that are whole numbers are in their order.
  for (const [page, digits] of Object.entries(taken)) {
    const first = Number(page) * pageSize;
    if (first + pageSize <= from) continue;
    for (let i = 0; i < digits.length * 4; i++) {
      if (first + i >= from && bitAt(digits, i)) yield first + i;
    }
  }
}

/** The lowest number from `from` on that is not taken. */
export function nextFree(taken: TakenNumbers, from: number): number {
  let number = from;
  while (isTaken(taken, number)) {
    const isFull = taken[pageOf(number)] === 'f'.repeat(digitsOfPage);
    number = isFull ? (Math.floor(number / pageSize) + 1) * pageSize : number + 1;
  }
  return number;
}

function pageOf(number: number): string {
  return String(Math.floor(number / pageSize));
}

function bitAt(digits: string, i: number): boolean {
  return (Number.parseInt(digits[i >> 2] ?? '0', 16) & (8 >> (i & 3))) !== 0;
}
