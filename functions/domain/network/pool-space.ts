import type { AddressPoolDetails, NumberRange } from '../../contracts/address-pool.ts';
import { ipv6Number, ipv6Text, isIpv6 } from '../../contracts/scalars.ts';
import { type Block, ipv4Block, ipv4Number, ipv4Text, overlap } from './ipv4.ts';

/** What of an address is given already: the service VLAN or the port before the separator, the number behind it. */
export interface Fit {
  readonly outer?: string;
  readonly inner?: string;
}

/**
 * What a pool can give out, counted from 0: the numbers are what the pool keeps, the values are what people and devices
 * call them. `100/2001` is a pair of service and user VLAN, `0/1/3:12` an ONU at a port.
 */
export interface PoolSpace {
  readonly size: number;
  valueOf(number: number): string;
  /** Undefined for what is not in the space. */
  numberOf(value: string): number | undefined;
  /** What is never given out. */
  readonly excluded: readonly Block[];
  /** Where those lie that fit. */
  fitting(fit: Fit): Iterable<Block>;
}

export function spaceOf(details: AddressPoolDetails): PoolSpace {
  switch (details.kind) {
    case 'ipv4':
      return ipv4Space(details.cidr, details.exclude);
    case 'ipv6-prefix':
      return ipv6Space(details);
    case 'vlan':
      return product(numbers(details.serviceVlans), numbers(details.userVlans), '/', details.exclude);
    case 'onu-id':
      return product(words(details.ports), numbers(details.ids), ':', details.exclude);
    case 'service-port': {
      const axis = numbers(details.indexes);
      return withExcluded(
        {
          size: axis.size,
          valueOf: axis.textAt,
          numberOf: axis.indexOf,
          fitting: () => [{ first: 0, size: axis.size }],
        },
        details.exclude,
      );
    }
  }
}

/** How many the space has without what is never given out. */
export function capacityOf({ size, excluded }: PoolSpace): number {
  return excluded.reduce((left, { size: out }) => left - out, size);
}

/** The excluded block in which the number lies. */
export function excludedAt({ excluded }: PoolSpace, number: number): Block | undefined {
  return excluded.find(({ first, size }) => number >= first && number < first + size);
}

/** Whether two pools of one site would give out the same. */
export function poolsOverlap(a: AddressPoolDetails, b: AddressPoolDetails): boolean {
  if (a.kind === 'ipv4' && b.kind === 'ipv4') return overlap(ipv4Block(a.cidr), ipv4Block(b.cidr));
  if (a.kind === 'ipv6-prefix' && b.kind === 'ipv6-prefix') {
    const [mine, its] = [ipv6Block(a.cidr), ipv6Block(b.cidr)];
    return mine.first < its.first + its.size && its.first < mine.first + mine.size;
  }
  if (!('nodeId' in a) || !('nodeId' in b) || a.nodeId !== b.nodeId) return false;
  if (a.kind === 'vlan' && b.kind === 'vlan') {
    return rangesOverlap(a.serviceVlans, b.serviceVlans) && rangesOverlap(a.userVlans, b.userVlans);
  }
  if (a.kind === 'onu-id' && b.kind === 'onu-id') {
    return a.ports.some((port) => b.ports.includes(port)) && rangesOverlap(a.ids, b.ids);
  }
  return a.kind === 'service-port' && b.kind === 'service-port' && rangesOverlap(a.indexes, b.indexes);
}

/** What the pool has to give out, in a few words. */
export function poolContent(details: AddressPoolDetails): string {
  switch (details.kind) {
    case 'ipv4':
      return details.cidr;
    case 'ipv6-prefix':
      return `/${details.prefixLength} of ${details.cidr}`;
    case 'vlan':
      return `VLANs ${inWords(details.serviceVlans)} with ${inWords(details.userVlans)}`;
    case 'onu-id':
      return `ONU ids ${inWords(details.ids)} of ${details.ports.length} ports`;
    case 'service-port':
      return `service ports ${inWords(details.indexes)}`;
  }
}

function inWords(ranges: readonly NumberRange[]): string {
  return ranges.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)).join(', ');
}

/** The block's own and its broadcast address are not given out where it has others (RFC 3021). */
function ipv4Space(cidr: string, exclude: readonly string[]): PoolSpace {
  const { first, size } = ipv4Block(cidr);
  const edges = size > 2 ? [0, size - 1].map((at) => ({ first: at, size: 1 })) : [];
  const out = exclude.map(ipv4Block).map((block) => ({ first: block.first - first, size: block.size }));
  return {
    size,
    valueOf: (number) => ipv4Text(first + number),
    numberOf: (address) => within(ipv4Number(address) - first, size),
    excluded: joined([...edges, ...out], size),
    fitting: () => [{ first: 0, size }],
  };
}

function ipv6Space({
  cidr,
  prefixLength,
  exclude,
}: Extract<AddressPoolDetails, { kind: 'ipv6-prefix' }>): PoolSpace {
  const block = ipv6Block(cidr);
  const step = 1n << BigInt(128 - prefixLength);
  const size = Number(block.size / step);
  const out = exclude.map(ipv6Block).map((other) => {
    const from = Number((other.first - block.first) / step);
    const last = other.first + other.size - 1n - block.first;
    // A part of a prefix is as good as all of it: what is left over cannot be given out either.
    return last < 0n ? { first: 0, size: 0 } : { first: from, size: Number(last / step) - from + 1 };
  });
  return {
    size,
    valueOf: (number) => `${ipv6Text(block.first + BigInt(number) * step)}/${prefixLength}`,
    numberOf(value) {
      const [address = '', length = '128'] = value.split('/');
      if (!isIpv6(address)) return undefined;
      const offset = ipv6Number(address) - block.first;
      // An address is in the prefix that it lies in; a prefix must be one of the pool's.
      if (Number(length) !== prefixLength && Number(length) !== 128) return undefined;
      return offset < 0n ? undefined : within(Number(offset / step), size);
    },
    excluded: joined(out, size),
    fitting: () => [{ first: 0, size }],
  };
}

function ipv6Block(prefix: string): { readonly first: bigint; readonly size: bigint } {
  const [address = '', length = '128'] = prefix.split('/');
  return { first: ipv6Number(address), size: 1n << BigInt(128 - Number(length)) };
}

/** Texts in a row. */
interface Axis {
  readonly size: number;
  textAt(index: number): string;
  indexOf(text: string): number | undefined;
}

function words(texts: readonly string[]): Axis {
  return {
    size: texts.length,
    textAt: (index) => texts[index] ?? '',
    indexOf: (text) => within(texts.indexOf(text), texts.length),
  };
}

function numbers(ranges: readonly NumberRange[]): Axis {
  const sizeOf = ({ first, last }: NumberRange) => last - first + 1;
  return {
    size: ranges.reduce((sum, range) => sum + sizeOf(range), 0),
    textAt(index) {
      let rest = index;
      for (const range of ranges) {
        if (rest < sizeOf(range)) return String(range.first + rest);
        rest -= sizeOf(range);
      }
      return '';
    },
    indexOf(text) {
      let before = 0;
      for (const range of ranges) {
        const number = Number(text);
        if (number >= range.first && number <= range.last) return before + number - range.first;
        before += sizeOf(range);
      }
      return undefined;
    },
  };
}

function product(outer: Axis, inner: Axis, separator: string, exclude: readonly string[]): PoolSpace {
  const size = outer.size * inner.size;
  return withExcluded(
    {
      size,
      valueOf: (number) =>
        outer.textAt(Math.floor(number / inner.size)) + separator + inner.textAt(number % inner.size),
      numberOf(value) {
        const at = value.lastIndexOf(separator);
        const high = outer.indexOf(value.slice(0, at));
        const low = inner.indexOf(value.slice(at + 1));
        return high === undefined || low === undefined ? undefined : high * inner.size + low;
      },
      *fitting(fit) {
        const low = fit.inner === undefined ? { first: 0, size: inner.size } : single(inner, fit.inner);
        const high = fit.outer === undefined ? { first: 0, size: outer.size } : single(outer, fit.outer);
        for (let row = high.first; row < high.first + high.size; row++) {
          yield { first: row * inner.size + low.first, size: low.size };
        }
      },
    },
    exclude,
  );
}

function single(axis: Axis, text: string): Block {
  const first = axis.indexOf(text);
  return first === undefined ? { first: 0, size: 0 } : { first, size: 1 };
}

function withExcluded(space: Omit<PoolSpace, 'excluded'>, exclude: readonly string[]): PoolSpace {
  const out = exclude.flatMap((value) => {
    const number = space.numberOf(value);
    return number === undefined ? [] : [{ first: number, size: 1 }];
  });
  return { ...space, excluded: joined(out, space.size) };
}

function within(number: number, size: number): number | undefined {
  return number >= 0 && number < size ? number : undefined;
}

function rangesOverlap(some: readonly NumberRange[], others: readonly NumberRange[]): boolean {
  return some.some((a) => others.some((b) => a.first <= b.last && b.first <= a.last));
}

/** The parts of the blocks that lie in the space, in order, each number once. */
function joined(blocks: readonly Block[], size: number): Block[] {
  const result: Block[] = [];
  let end = 0;
  for (const block of blocks.toSorted((a, b) => a.first - b.first)) {
    const first = Math.max(block.first, end);
    const last = Math.min(block.first + block.size, size);
    if (last <= first) continue;
    result.push({ first, size: last - first });
    end = last;
  }
  return result;
}
