import type { AddressPoolView } from '../contracts/http/address-pools.ts';
import type { AddressPool } from '../domain/network/address-pool.ts';
import type { Stored } from '../ports/store.ts';

/** An address pool as the API shows it. */
export function showAddressPool({ id, state, updatedAt }: Stored<AddressPool>): AddressPoolView {
  const { details, capacity, allocated, createdAt } = state;
  return {
    id,
    ...details,
    utilisation: { capacity, allocated, free: capacity - allocated },
    createdAt,
    updatedAt,
  };
}
