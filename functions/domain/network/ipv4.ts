/** An IPv4 address as the number that it is, 0 to 2³² − 1. The text has been checked by a contract. */
export function ipv4Number(address: string): number {
  return address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}

export function ipv4Text(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

/** Numbers that lie side by side. */
export interface Block {
  readonly first: number;
  readonly size: number;
}

/** The block of a CIDR, whatever its host bits say; an address without a prefix is a block of one. */
export function ipv4Block(cidr: string): Block {
  const [address = '', prefix = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(prefix));
  const number = ipv4Number(address);
  return { first: number - (number % size), size };
}

export function overlap(a: Block, b: Block): boolean {
  return a.first < b.first + b.size && b.first < a.first + a.size;
}
