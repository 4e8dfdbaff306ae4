import type { AccessBinding } from '../contracts/access.ts';
import {
  type AddressPool,
  addressPoolAggregate,
  addressTaken,
  allocateAddress,
  freeAddresses,
  poolExhausted,
  refuseAddress,
  releaseAddress,
} from '../domain/network/address-pool.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Change, Store } from '../ports/store.ts';
import type { Bound } from './bind-access.ts';
import { addressClaim } from './service-claims.ts';

const askedAtOnce = 8;

/**
 * Takes the address that a binding wants from its pool: the one it names, or the lowest free one. A binding that stays
 * with its pool keeps its address unless it names another. Asked again when another service was faster.
 */
export async function takeAddress(
  store: Store,
  serviceId: string,
  access: AccessBinding,
  held: AccessBinding | undefined,
  context: Context,
): Promise<Result<Bound>> {
  const { addressPoolId, framedIp, siteId } = access;
  if (addressPoolId === undefined) return done({ access, changes: [] });
  const kept = held?.addressPoolId === addressPoolId ? held.framedIp : undefined;
  if (kept !== undefined && (framedIp ?? kept) === kept) {
    return done({ access: { ...access, framedIp: kept }, changes: [] });
  }
  const pool = await store.load(addressPoolAggregate, addressPoolId);
  if (pool === undefined || pool.state.details.siteId !== siteId) {
    return refuse(
      'reference.address-pool-unknown',
      `The site ${siteId} has no address pool ${addressPoolId}; name one that it has.`,
      '/access/addressPoolId',
    );
  }
  const address =
    framedIp === undefined
      ? await lowestFree(store, pool.state, serviceId)
      : await wanted(store, pool.state, serviceId, framedIp);
  if (!address.ok) return address;
  const events = allocateAddress(address.value, serviceId);
  return done({
    access: { ...access, framedIp: address.value },
    changes: [change(addressPoolAggregate, addressPoolId, pool, events, context.now)],
  });
}

/** Gives the address of a binding back to its pool, unless `stays`, the binding that remains, has the same one. */
export async function giveAddressBack(
  store: Store,
  serviceId: string,
  goes: AccessBinding,
  stays: AccessBinding | undefined,
  context: Context,
): Promise<readonly Change[]> {
  const { addressPoolId, framedIp } = goes;
  if (addressPoolId === undefined || framedIp === undefined) return [];
  if (stays?.addressPoolId === addressPoolId && stays.framedIp === framedIp) return [];
  const pool = await store.load(addressPoolAggregate, addressPoolId);
  if (pool === undefined) throw new Error(`the address pool ${addressPoolId} of ${serviceId} is gone`);
  const events = releaseAddress(pool.state, framedIp, serviceId);
  return events.length === 0 ? [] : [change(addressPoolAggregate, addressPoolId, pool, events, context.now)];
}

async function wanted(
  store: Store,
  pool: AddressPool,
  serviceId: string,
  address: string,
): Promise<Result<string>> {
  const refused = refuseAddress(pool, address);
  if (refused !== undefined) return refused;
  return (await isHeldByAnother(store, pool, address, serviceId)) ? addressTaken(address) : done(address);
}

/** Free in the pool, and not held by a service that was given it by hand without the pool. */
async function lowestFree(store: Store, pool: AddressPool, serviceId: string): Promise<Result<string>> {
  const free = freeAddresses(pool);
  for (let count = 1; ; count = askedAtOnce) {
    const some = next(free, count);
    if (some.length === 0) return poolExhausted(pool);
    const held = await Promise.all(some.map((address) => isHeldByAnother(store, pool, address, serviceId)));
    const address = some.find((_, i) => held[i] === false);
    if (address !== undefined) return done(address);
  }
}

/** Without ending the generator, as its own `take` would. */
function next(free: Generator<string>, count: number): string[] {
  const some: string[] = [];
  while (some.length < count) {
    const { done: end, value } = free.next();
    if (end) break;
    some.push(value);
  }
  return some;
}

async function isHeldByAnother(
  store: Store,
  { details }: AddressPool,
  address: string,
  serviceId: string,
): Promise<boolean> {
  const holder = await store.holder(addressClaim(details.siteId, address));
  return holder !== undefined && holder !== serviceId;
}
