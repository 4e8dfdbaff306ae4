import type { AddressPoolDetails } from '../../contracts/address-pool.ts';
import type { AddressPoolAddressAllocated } from '../../contracts/events/address-pool-address-allocated.ts';
import type { AddressPoolAddressReleased } from '../../contracts/events/address-pool-address-released.ts';
import type { AddressPoolCreated } from '../../contracts/events/address-pool-created.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { done, type Result, refuse } from '../result.ts';
import { ipv4Block, ipv4Number, ipv4Text, overlap } from './ipv4.ts';

export type AddressPoolEvent = AddressPoolCreated | AddressPoolAddressAllocated | AddressPoolAddressReleased;

/** Addresses of a site. Its history tells which service had which address at any instant. */
export interface AddressPool {
  readonly details: AddressPoolDetails;
  /**
   * One bit for each address of the block, four to a hexadecimal digit, the lowest address in a digit's highest bit.
   * Set: excluded, or a service has it.
   */
  readonly occupied: string;
  /** How many addresses the pool can give out in all, and how many services have. */
  readonly capacity: number;
  readonly allocated: number;
  readonly createdAt: Instant;
}

/** The pool's state as the fold of its events. */
export const addressPoolAggregate: Aggregate<AddressPool, AddressPoolEvent> = {
  type: 'address-pool',
  links: ({ details }) => ({ place: details.siteId }),
  evolve(state, event, at) {
    if (event.type === 'address-pool.created') {
      const occupied = initially(event.data);
      return { details: event.data, occupied, capacity: freeIn(occupied), allocated: 0, createdAt: at };
    }
    if (state === undefined) throw new Error(`${event.type} on a pool that does not exist`);
    const index = ipv4Number(event.data.address) - ipv4Block(state.details.cidr).first;
    const taken = event.type === 'address-pool.address-allocated';
    return {
      ...state,
      occupied: withBit(state.occupied, index, taken),
      allocated: state.allocated + (taken ? 1 : -1),
    };
  },
};

/** Gives a site addresses. No two pools of a site may have an address in common. */
export function createAddressPool(
  details: AddressPoolDetails,
  others: readonly AddressPool[],
): Result<readonly AddressPoolEvent[]> {
  const block = ipv4Block(details.cidr);
  const rival = others.find((other) => overlap(block, ipv4Block(other.details.cidr)));
  if (rival !== undefined) {
    const { name, cidr } = rival.details;
    return refuse(
      'address-pool.overlaps',
      `The pool ${name} of this site has addresses of ${cidr}; choose a block beside it.`,
      '/cidr',
    );
  }
  if (freeIn(initially(details)) === 0) {
    return refuse('address-pool.empty', 'No address is left to give out; exclude fewer.', '/exclude');
  }
  return done([{ type: 'address-pool.created', data: details }]);
}

/** The free addresses, lowest first. */
export function* freeAddresses({ details, occupied }: AddressPool): Generator<string> {
  const { first } = ipv4Block(details.cidr);
  for (let digit = 0; digit < occupied.length; digit++) {
    if (occupied[digit] === 'f') continue;
    for (let bit = 0; bit < 4; bit++) {
      const index = digit * 4 + bit;
      if (!bitAt(occupied, index)) yield ipv4Text(first + index);
    }
  }
}

/** Why an address that somebody names cannot be had from the pool. */
export function refuseAddress(pool: AddressPool, address: string): Result<never> | undefined {
  const { details, occupied } = pool;
  const { first, size } = ipv4Block(details.cidr);
  const index = ipv4Number(address) - first;
  if (index < 0 || index >= size || bitAt(initially(details), index)) {
    return refuse(
      'address-pool.address-outside',
      `${address} is not among the addresses that the pool ${details.name} (${details.cidr}) gives out.`,
      '/access/framedIp',
    );
  }
  return bitAt(occupied, index) ? addressTaken(address) : undefined;
}

export function addressTaken(address: string): Result<never> {
  return refuse(
    'address-pool.address-taken',
    `${address} belongs to another service; choose another, or leave it out to get the lowest free one.`,
    '/access/framedIp',
  );
}

export function poolExhausted({ details }: AddressPool): Result<never> {
  return refuse(
    'address-pool.exhausted',
    `The pool ${details.name} (${details.cidr}) has no free address left; name another pool, or end services that hold one.`,
    '/access/addressPoolId',
  );
}

/** The address belongs to the service from now on. The caller knows it to be free. */
export function allocateAddress(address: string, serviceId: string): readonly AddressPoolEvent[] {
  return [{ type: 'address-pool.address-allocated', data: { address, serviceId } }];
}

/** The service gives its address back; one that the pool holds for free already stays so. */
export function releaseAddress(
  { details, occupied }: AddressPool,
  address: string,
  serviceId: string,
): readonly AddressPoolEvent[] {
  const index = ipv4Number(address) - ipv4Block(details.cidr).first;
  if (!bitAt(occupied, index)) return [];
  return [{ type: 'address-pool.address-released', data: { address, serviceId } }];
}

/** What is occupied before anybody has an address: what is excluded, and the block's own and broadcast address (RFC 3021 needs neither). */
function initially({ cidr, exclude }: AddressPoolDetails): string {
  const { first, size } = ipv4Block(cidr);
  const bits = new Array<boolean>(Math.ceil(size / 4) * 4).fill(false);
  bits.fill(true, size);
  if (size > 2) {
    bits[0] = true;
    bits[size - 1] = true;
  }
  for (const excluded of exclude.map(ipv4Block)) {
    const from = Math.max(excluded.first - first, 0);
    const to = Math.min(excluded.first + excluded.size - first, size);
    if (from < to) bits.fill(true, from, to);
  }
  let digits = '';
  for (let i = 0; i < bits.length; i += 4) {
    digits += [0, 1, 2, 3].reduce((digit, bit) => digit * 2 + Number(bits[i + bit]), 0).toString(16);
  }
  return digits;
}

function freeIn(occupied: string): number {
  let free = 0;
  for (let index = 0; index < occupied.length * 4; index++) if (!bitAt(occupied, index)) free++;
  return free;
}

function bitAt(occupied: string, index: number): boolean {
  const digit = Number.parseInt(occupied[index >> 2] ?? 'f', 16);
  return (digit & (8 >> (index & 3))) !== 0;
}

function withBit(occupied: string, index: number, set: boolean): string {
  const at = index >> 2;
  const bit = 8 >> (index & 3);
  const digit = Number.parseInt(occupied[at] ?? 'f', 16);
  const next = set ? digit | bit : digit & ~bit;
  return occupied.slice(0, at) + next.toString(16) + occupied.slice(at + 1);
}
