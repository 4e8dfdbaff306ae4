import type { AccessBinding, AccessWish } from '../contracts/access.ts';
import type { NumberConflict } from '../contracts/network-state.ts';
import {
  type AddressPool,
  type AddressPoolEvent,
  addressIn,
  addressPoolAggregate,
  addressTaken,
  allocateAddress,
  freeAddresses,
  isAllocated,
  poolExhausted,
  refuseAddress,
  releaseAddress,
  withholdAddress,
} from '../domain/network/address-pool.ts';
import {
  type BindingAddress,
  bindingAddresses,
  type HeldAddress,
  isWhole,
  serviceAddresses,
  withAddress,
} from '../domain/network/binding-addresses.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Change, Store, Stored } from '../ports/store.ts';
import type { Bound, Holder } from './bind-access.ts';
import { addressClaim } from './service-claims.ts';
import { poolsAt } from './site-pools.ts';

const askedAtOnce = 8;

/**
 * Takes what a binding wants from the pools of its site and its OLT: what it names, or the lowest that is free. What the
 * service has already it keeps as long as it fits. Asked again when another service was faster.
 */
export async function takeAddresses(
  store: Store,
  serviceId: string,
  access: AccessWish,
  held: Holder | undefined,
  context: Context,
): Promise<Result<Bound>> {
  const wanted = bindingAddresses(access);
  if (wanted.length === 0 && isWhole(access)) return done({ access, changes: [] });
  const pools = book(await poolsAt(store, access.siteId), context);
  const has = held === undefined ? [] : serviceAddresses(held);
  let bound = access;
  for (const one of wanted) {
    const kept = has.find(({ name, scope }) => name === one.name && scope === one.scope)?.value;
    const taken = await take(store, pools, serviceId, one, kept);
    if (!taken.ok) return taken;
    if (taken.value !== undefined) bound = withAddress(bound, one, taken.value);
  }
  if (!isWhole(bound)) throw new Error('a binding is not whole after everything was taken for it');
  return done({ access: bound, changes: pools.changes() });
}

/** What a service no longer has, what it has from now on, and which of the former something else has on a device. */
export interface AddressMove {
  readonly goes?: readonly HeldAddress[];
  readonly comes?: readonly HeldAddress[];
  readonly withheld?: readonly HeldAddress[];
}

/** The pools' side of what a service has, for the same transaction as its claims. */
export async function moveAddresses(
  store: Store,
  siteId: string,
  serviceId: string,
  { goes = [], comes = [], withheld = [] }: AddressMove,
  context: Context,
): Promise<readonly Change[]> {
  if (goes.length + comes.length === 0) return [];
  const pools = book(await poolsAt(store, siteId), context);
  for (const one of goes) {
    for (const pool of pools.of(one)) pools.add(pool, releaseAddress(pool.state, one.value, serviceId));
  }
  for (const one of withheld) {
    for (const pool of pools.of(one)) pools.add(pool, withholdAddress(pool.state, one.value));
  }
  for (const one of comes) {
    for (const pool of pools.of(one)) {
      const isOfPool = addressIn(pool.state, one.value) === one.value;
      if (isOfPool && !isAllocated(pool.state, one.value)) {
        pools.add(pool, allocateAddress(one.value, serviceId));
      }
    }
  }
  return pools.changes();
}

/**
 * The binding with other numbers in place of those that something else has on a device. Pools leave those out from now on,
 * until staff say otherwise. Undefined where nothing came from a pool, or a pool has no other.
 */
export async function replaceNumbers(
  store: Store,
  serviceId: string,
  access: AccessBinding,
  conflicts: readonly NumberConflict[],
  context: Context,
): Promise<Bound | undefined> {
  const taken = bindingAddresses(access).filter((one) =>
    conflicts.some(
      ({ nodeId, kind, value }) => kind === one.kind && nodeId === one.scope && value === one.value,
    ),
  );
  if (taken.length === 0) return undefined;
  const pools = book(await poolsAt(store, access.siteId), context);
  let bound: AccessWish = access;
  for (const one of taken) {
    const { value = '' } = one;
    const pool = pools.of(one).find(({ state }) => isAllocated(state, value));
    if (pool === undefined) return undefined;
    const { inner: _, ...fit } = one.fit;
    const next = await lowestFree(store, pool.state, serviceId, { ...one, fit });
    if (next === undefined) return undefined;
    pools.add(pool, releaseAddress(pool.state, value, serviceId));
    pools.add(pool, withholdAddress(pool.state, value));
    pools.add(pool, allocateAddress(next, serviceId));
    bound = withAddress(bound, one, next);
  }
  return isWhole(bound) ? { access: bound, changes: pools.changes() } : undefined;
}

interface OpenPool {
  readonly stored: Stored<AddressPool>;
  state: AddressPool;
  readonly events: AddressPoolEvent[];
}

/** The pools of a site while they are written in. */
function book(pools: readonly Stored<AddressPool>[], context: Context) {
  const open = pools.map((stored): OpenPool => ({ stored, state: stored.state, events: [] }));
  return {
    /** Those that may have it. */
    of: ({ kind, scope, poolId }: Pick<BindingAddress, 'kind' | 'scope' | 'poolId'>) =>
      open.filter(({ stored, state: { details } }) => {
        const where = 'nodeId' in details ? details.nodeId : details.siteId;
        return details.kind === kind && where === scope && (poolId ?? stored.id) === stored.id;
      }),
    add(pool: OpenPool, events: readonly AddressPoolEvent[]) {
      pool.events.push(...events);
      for (const event of events) pool.state = addressPoolAggregate.evolve(pool.state, event, context.now);
    },
    changes: () =>
      open
        .filter(({ events }) => events.length > 0)
        .map(({ stored, events }) => change(addressPoolAggregate, stored.id, stored, events, context.now)),
  };
}

type Book = ReturnType<typeof book>;

/** The value that the service has from now on; none where it needs none and no pool has it. */
async function take(
  store: Store,
  pools: Book,
  serviceId: string,
  wanted: BindingAddress,
  kept: string | undefined,
): Promise<Result<string | undefined>> {
  const candidates = pools.of(wanted);
  if (wanted.poolId !== undefined && candidates.length === 0) {
    return refuse(
      'reference.address-pool-unknown',
      `The site has no address pool ${wanted.poolId} of the kind ${wanted.kind}; name one that it has.`,
      wanted.poolPointer,
    );
  }
  return wanted.value === undefined
    ? takeFree(store, pools, candidates, serviceId, wanted, kept)
    : takeNamed(store, pools, candidates, serviceId, wanted, wanted.value, kept);
}

async function takeNamed(
  store: Store,
  pools: Book,
  candidates: readonly OpenPool[],
  serviceId: string,
  wanted: BindingAddress,
  value: string,
  kept: string | undefined,
): Promise<Result<string>> {
  const pool = candidates.find(({ state }) => addressIn(state, value) === value);
  if (pool === undefined) {
    // An IPv6 prefix of another length may share addresses with those of a pool: it is always one of a pool's.
    if (wanted.kind !== 'ipv6-prefix' && wanted.poolId === undefined) return done(value);
    const [named] = candidates;
    if (named !== undefined && wanted.poolId !== undefined) {
      return refuseAddress(named.state, value, wanted.pointer) ?? done(value);
    }
    return refuse(
      'address-pool.address-outside',
      `No pool of the site gives out ${value}; make one that does (it may have this prefix alone), or choose one of a pool.`,
      wanted.pointer,
    );
  }
  if (kept === value) {
    if (!isAllocated(pool.state, value)) pools.add(pool, allocateAddress(value, serviceId));
    return done(value);
  }
  const refused = refuseAddress(pool.state, value, wanted.pointer);
  if (refused !== undefined) return refused;
  if (await isHeldByAnother(store, wanted, value, serviceId)) return addressTaken(value, wanted.pointer);
  pools.add(pool, allocateAddress(value, serviceId));
  return done(value);
}

async function takeFree(
  store: Store,
  pools: Book,
  candidates: readonly OpenPool[],
  serviceId: string,
  wanted: BindingAddress,
  kept: string | undefined,
): Promise<Result<string | undefined>> {
  if (kept !== undefined && fits(kept, wanted)) {
    // What was given by hand stays as well, where no pool need be named.
    const isOfPool = candidates.some(({ state }) => isAllocated(state, kept));
    if (isOfPool || wanted.poolId === undefined) return done(kept);
  }
  for (const pool of candidates) {
    const value = await lowestFree(store, pool.state, serviceId, wanted);
    if (value === undefined) continue;
    pools.add(pool, allocateAddress(value, serviceId));
    return done(value);
  }
  const last = candidates.at(-1);
  if (last !== undefined) return poolExhausted(last.state, wanted.poolPointer);
  return wanted.required
    ? refuse(
        'address-pool.missing',
        'The OLT has no pool from which this could come; name it here, or give the OLT a pool.',
        wanted.pointer,
      )
    : done(undefined);
}

/** Free in the pool, and not held by a service that was given it by hand before there was the pool. */
async function lowestFree(
  store: Store,
  pool: AddressPool,
  serviceId: string,
  wanted: BindingAddress,
): Promise<string | undefined> {
  const free = freeAddresses(pool, wanted.fit);
  for (let count = 1; ; count = askedAtOnce) {
    const some = next(free, count);
    if (some.length === 0) return undefined;
    const held = await Promise.all(some.map((value) => isHeldByAnother(store, wanted, value, serviceId)));
    const value = some.find((_, i) => held[i] === false);
    if (value !== undefined) return value;
  }
}

function fits(value: string, { kind, fit }: BindingAddress): boolean {
  const at = value.lastIndexOf(kind === 'onu-id' ? ':' : '/');
  const [outer, inner] = [value.slice(0, at), value.slice(at + 1)];
  return (fit.outer ?? outer) === outer && (fit.inner ?? inner) === inner;
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
  { kind, scope }: BindingAddress,
  value: string,
  serviceId: string,
): Promise<boolean> {
  const holder = await store.holder(addressClaim(kind, scope, value));
  return holder !== undefined && holder !== serviceId;
}
