import type { AddressPoolDetails } from '../../contracts/address-pool.ts';
import type { AddressPoolAddressAllocated } from '../../contracts/events/address-pool-address-allocated.ts';
import type { AddressPoolAddressReleased } from '../../contracts/events/address-pool-address-released.ts';
import type { AddressPoolChanged } from '../../contracts/events/address-pool-changed.ts';
import type { AddressPoolCreated } from '../../contracts/events/address-pool-created.ts';
import type { AddressPoolRemoved } from '../../contracts/events/address-pool-removed.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { isSame } from '../details.ts';
import { done, type Result, refuse } from '../result.ts';
import { capacityOf, excludedAt, type Fit, poolContent, poolsOverlap, spaceOf } from './pool-space.ts';
import {
  hasRoomFor,
  isTaken,
  nextFree,
  type TakenNumbers,
  takenNumbers,
  withNumber,
} from './taken-numbers.ts';

export type AddressPoolEvent =
  | AddressPoolCreated
  | AddressPoolChanged
  | AddressPoolAddressAllocated
  | AddressPoolAddressReleased
  | AddressPoolRemoved;

/**
 * Addresses of a site, or numbers of one of its OLTs. An address is here whatever a pool gives out: an IPv4 address, an
 * IPv6 prefix, a pair of VLANs, an ONU's id at its port, the index of a service port. Who holds one stands in its claim.
 */
export interface AddressPool {
  readonly details: AddressPoolDetails;
  /** Numbers of the pool's space that services have. */
  readonly taken: TakenNumbers;
  /** How many addresses the pool can give out in all, and how many services have. */
  readonly capacity: number;
  readonly allocated: number;
  readonly createdAt: Instant;
  readonly removedAt?: Instant;
}

/** The pool's state as the fold of its events. A removed pool is found at no site. */
export const addressPoolAggregate: Aggregate<AddressPool, AddressPoolEvent> = {
  type: 'address-pool',
  links: ({ details, removedAt }) => (removedAt === undefined ? { place: details.siteId } : {}),
  upgrade: (stored) => ('occupied' in stored ? fromBits(stored as unknown as PoolOfBits) : stored),
  evolve(state, event, at) {
    if (event.type === 'address-pool.created') {
      const details = withKind(event.data);
      return { details, taken: {}, capacity: capacityOf(spaceOf(details)), allocated: 0, createdAt: at };
    }
    if (state === undefined) throw new Error(`${event.type} on a pool that does not exist`);
    switch (event.type) {
      case 'address-pool.changed':
        return withDetails(state, event.data);
      case 'address-pool.removed':
        return { ...state, removedAt: at };
      case 'address-pool.address-allocated':
        return withAddress(state, event.data.address, true);
      case 'address-pool.address-released':
        return withAddress(state, event.data.address, false);
    }
  },
};

/** Gives a site something to give out. No two pools of a site may have an address in common. */
export function createAddressPool(
  details: AddressPoolDetails,
  others: readonly AddressPool[],
): Result<readonly AddressPoolEvent[]> {
  return refuseDetails(details, others) ?? done([{ type: 'address-pool.created', data: details }]);
}

/** Gives a pool more, or less, to give out. The caller knows that nothing that a service holds falls out of it. */
export function changeAddressPool(
  pool: AddressPool,
  next: AddressPoolDetails,
  others: readonly AddressPool[],
): Result<readonly AddressPoolEvent[]> {
  if (isSame(pool.details, next)) return done([]);
  return refuseDetails(next, others) ?? done([{ type: 'address-pool.changed', data: next }]);
}

/** The first address which a service holds and the pool would no longer have. */
export function heldBeyond(pool: AddressPool, next: AddressPoolDetails): string | undefined {
  const [space, nextSpace] = [spaceOf(pool.details), spaceOf(next)];
  for (const number of takenNumbers(pool.taken)) {
    const value = space.valueOf(number);
    const at = nextSpace.numberOf(value);
    const kept =
      at !== undefined && nextSpace.valueOf(at) === value && excludedAt(nextSpace, at) === undefined;
    if (!kept) return value;
  }
  return undefined;
}

/** Takes the pool away once nobody holds an address of it. */
export function removeAddressPool(pool: AddressPool): readonly AddressPoolEvent[] {
  return pool.removedAt === undefined ? [{ type: 'address-pool.removed', data: {} }] : [];
}

/** The free addresses that fit, lowest first, as far as one pool can keep who has them. */
export function* freeAddresses({ details, taken }: AddressPool, fit: Fit = {}): Generator<string> {
  const space = spaceOf(details);
  for (const { first, size } of space.fitting(fit)) {
    let number = nextFree(taken, first);
    while (number < first + size) {
      if (!hasRoomFor(taken, number)) return;
      const out = excludedAt(space, number);
      if (out === undefined) yield space.valueOf(number);
      number = nextFree(taken, out === undefined ? number + 1 : out.first + out.size);
    }
  }
}

/** The addresses that services have, lowest first, after the given one. */
export function* takenAddresses({ details, taken }: AddressPool, after?: string): Generator<string> {
  const space = spaceOf(details);
  const from = after === undefined ? 0 : (space.numberOf(after) ?? -1) + 1;
  for (const number of takenNumbers(taken, from)) yield space.valueOf(number);
}

/** The pool's writing of an address that it gives out; an IPv6 address means the prefix in which it lies. */
export function addressIn({ details }: AddressPool, value: string): string | undefined {
  const space = spaceOf(details);
  const number = space.numberOf(value);
  return number === undefined || excludedAt(space, number) !== undefined ? undefined : space.valueOf(number);
}

export function isAllocated({ details, taken }: AddressPool, address: string): boolean {
  const number = spaceOf(details).numberOf(address);
  return number !== undefined && isTaken(taken, number);
}

/** Why an address that somebody names cannot be had from the pool. */
export function refuseAddress(
  pool: AddressPool,
  address: string,
  pointer = '/access/framedIp',
): Result<never> | undefined {
  const { details, taken } = pool;
  if (addressIn(pool, address) !== address) {
    return refuse(
      'address-pool.address-outside',
      `${address} is not among what the pool ${details.name} (${poolContent(details)}) gives out.`,
      pointer,
    );
  }
  const number = spaceOf(details).numberOf(address) ?? 0;
  if (isTaken(taken, number)) return addressTaken(address, pointer);
  return hasRoomFor(taken, number)
    ? undefined
    : refuse(
        'address-pool.exhausted',
        `The pool ${details.name} is too scattered to keep ${address}; choose one near those that are taken.`,
        pointer,
      );
}

export function addressTaken(address: string, pointer = '/access/framedIp'): Result<never> {
  return refuse(
    'address-pool.address-taken',
    `${address} belongs to another service; choose another, or leave it out to get the lowest free one.`,
    pointer,
  );
}

export function poolExhausted({ details }: AddressPool, pointer = '/access/addressPoolId'): Result<never> {
  return refuse(
    'address-pool.exhausted',
    `The pool ${details.name} (${poolContent(details)}) has nothing left that would fit; make it larger, name another, or end services that hold some.`,
    pointer,
  );
}

/** The address belongs to the service from now on. The caller knows it to be free. */
export function allocateAddress(address: string, serviceId: string): readonly AddressPoolEvent[] {
  return [{ type: 'address-pool.address-allocated', data: { address, serviceId } }];
}

/** The service gives its address back; one that the pool holds for free already stays so. */
export function releaseAddress(
  pool: AddressPool,
  address: string,
  serviceId: string,
): readonly AddressPoolEvent[] {
  if (!isAllocated(pool, address)) return [];
  return [{ type: 'address-pool.address-released', data: { address, serviceId } }];
}

/** More that is left out than this people would not look through. */
const mostWithheld = 1000;

/** The pool leaves out a number that something which is no service of ours has on a device. */
export function withholdAddress({ details }: AddressPool, address: string): readonly AddressPoolEvent[] {
  const { exclude } = details;
  const isOfDevice = details.kind === 'onu-id' || details.kind === 'service-port';
  if (!isOfDevice || exclude.includes(address) || exclude.length >= mostWithheld) return [];
  if (spaceOf(details).numberOf(address) === undefined) return [];
  return [{ type: 'address-pool.changed', data: { ...details, exclude: [...exclude, address] } }];
}

function refuseDetails(
  details: AddressPoolDetails,
  others: readonly AddressPool[],
): Result<never> | undefined {
  const rival = others.find((other) => poolsOverlap(details, other.details));
  if (rival !== undefined) {
    return refuse(
      'address-pool.overlaps',
      `The pool ${rival.details.name} of this site has some of it (${poolContent(rival.details)}); choose what lies beside it.`,
      mainField[details.kind],
    );
  }
  return capacityOf(spaceOf(details)) === 0
    ? refuse('address-pool.empty', 'No address is left to give out; exclude fewer.', '/exclude')
    : undefined;
}

const mainField: Readonly<Record<AddressPoolDetails['kind'], string>> = {
  ipv4: '/cidr',
  'ipv6-prefix': '/cidr',
  vlan: '/userVlans',
  'onu-id': '/ports',
  'service-port': '/indexes',
};

function withAddress(pool: AddressPool, address: string, isIn: boolean): AddressPool {
  const number = spaceOf(pool.details).numberOf(address);
  if (number === undefined) throw new Error(`${address} is not of the pool ${pool.details.name}`);
  return {
    ...pool,
    taken: withNumber(pool.taken, number, isIn),
    allocated: pool.allocated + (isIn ? 1 : -1),
  };
}

/** What services hold is counted anew in the space that the pool has now. */
function withDetails(pool: AddressPool, details: AddressPoolDetails): AddressPool {
  const [space, next] = [spaceOf(pool.details), spaceOf(details)];
  let taken: TakenNumbers = {};
  for (const number of takenNumbers(pool.taken)) {
    const moved = next.numberOf(space.valueOf(number));
    if (moved === undefined) throw new Error(`${space.valueOf(number)} is held and not of the pool any more`);
    taken = withNumber(taken, moved, true);
  }
  return { ...pool, details, taken, capacity: capacityOf(next) };
}

/** Details from before there were other kinds than IPv4. */
function withKind(details: AddressPoolDetails): AddressPoolDetails {
  return 'kind' in details ? details : { ...(details as object as IPv4Details), kind: 'ipv4' };
}

type IPv4Details = Extract<AddressPoolDetails, { kind: 'ipv4' }>;

/** A pool as it was stored before: one bit for each address of the block, with those that are never given out. */
interface PoolOfBits {
  readonly details: AddressPoolDetails;
  readonly occupied: string;
  readonly capacity: number;
  readonly allocated: number;
  readonly createdAt: Instant;
}

function fromBits({ occupied, ...pool }: PoolOfBits): AddressPool {
  const details = withKind(pool.details);
  const space = spaceOf(details);
  let taken: TakenNumbers = {};
  for (let number = 0; number < space.size; number++) {
    const digit = Number.parseInt(occupied[number >> 2] ?? '0', 16);
    const isSet = (digit & (8 >> (number & 3))) !== 0;
    if (isSet && excludedAt(space, number) === undefined) taken = withNumber(taken, number, true);
  }
  return { ...pool, details, taken };
}
