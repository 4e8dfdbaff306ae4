import type { AddressHolder } from '../contracts/http/address-pools.ts';
import {
  type AddressPool,
  addressIn,
  addressPoolAggregate,
  takenAddresses,
} from '../domain/network/address-pool.ts';
import { poolContent } from '../domain/network/pool-space.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Holding, Page, Paged, Store, Stored } from '../ports/store.ts';
import { loadKnown } from './load.ts';
import { addressClaim } from './service-claims.ts';

type Reading = Pick<Ports, 'store'>;

export async function readAddressPool({ store }: Reading, id: string): Promise<Result<Stored<AddressPool>>> {
  const pool = await loadKnown(store, addressPoolAggregate, id);
  return pool.ok && pool.value.state.removedAt !== undefined
    ? refuse('address-pool.unknown', `The pool ${id} was removed.`)
    : pool;
}

/** Lists the pools of a site, or of all. */
export async function listAddressPools(
  { store }: Reading,
  query: Page & { readonly siteId?: string | undefined },
): Promise<Result<Paged<Stored<AddressPool>>>> {
  const { siteId, ...page } = query;
  const where = siteId === undefined ? { by: 'type' as const } : { by: 'place' as const, place: siteId };
  const listed = await store.list(addressPoolAggregate, where, page);
  return done({ ...listed, items: listed.items.filter(({ state }) => state.removedAt === undefined) });
}

/** Who holds which address of the pool, lowest first; the cursor is an address. */
export async function listPoolAddresses(
  { store }: Reading,
  id: string,
  { limit, cursor }: Page,
): Promise<Result<Paged<AddressHolder>>> {
  const pool = await readAddressPool({ store }, id);
  if (!pool.ok) return pool;
  const { state } = pool.value;
  const addresses: string[] = [];
  for (const address of takenAddresses(state, cursor)) {
    addresses.push(address);
    if (addresses.length > limit) break;
  }
  const shown = addresses.slice(0, limit);
  const holdings = await store.holders(shown.map((address) => claimIn(state, address)));
  const items = await Promise.all(shown.map((address, i) => holderOf(store, address, holdings[i])));
  const next = addresses.length > limit ? shown.at(-1) : undefined;
  return done({ items: items.flat(), ...(next === undefined ? {} : { nextCursor: next }) });
}

/** Who holds an address of the pool, or held it at an instant: one service, or nobody. */
export async function findAddressHolders(
  { store }: Reading,
  id: string,
  { address, at }: { readonly address: string; readonly at?: string | undefined },
  context: Context,
): Promise<Result<readonly AddressHolder[]>> {
  const pool = await readAddressPool({ store }, id);
  if (!pool.ok) return pool;
  const { state } = pool.value;
  const written = addressIn(state, address);
  if (written === undefined) {
    return refuse(
      'address-pool.address-outside',
      `${address} is not among what the pool ${state.details.name} (${poolContent(state.details)}) gives out.`,
      '/address',
    );
  }
  return done(
    await holderOf(store, written, await store.holderAt(claimIn(state, written), at ?? context.now)),
  );
}

/** Says who is in the way of a change of the pool. */
export async function refusePoolInUse(
  store: Store,
  pool: AddressPool,
  address: string,
): Promise<Result<never>> {
  const holder = await store.holder(claimIn(pool, address));
  return refuse(
    'address-pool.in-use',
    `${address} of the pool ${pool.details.name} belongs to the service ${holder ?? 'that just gave it back'}; give that another one first, or end it.`,
  );
}

function claimIn({ details }: AddressPool, address: string) {
  return addressClaim(details.kind, 'nodeId' in details ? details.nodeId : details.siteId, address);
}

async function holderOf(
  store: Store,
  address: string,
  holding: Holding | undefined,
): Promise<readonly AddressHolder[]> {
  if (holding === undefined) return [];
  const { holder: serviceId, since, until } = holding;
  const service = await store.load(serviceAggregate, serviceId);
  const subscriberId = service?.state.subscriberId;
  return [
    {
      address,
      serviceId,
      ...(subscriberId === undefined ? {} : { subscriberId }),
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
    },
  ];
}
