import * as contract from '../../contracts/http/address-pools.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { createAddressPool } from '../../use-cases/create-address-pool.ts';
import { listAddressPools, readAddressPool } from '../../use-cases/read-address-pools.ts';
import { showAddressPool } from '../../use-cases/show-address-pool.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.createAddressPool,
    ({ body, context }, ports) => createAddressPool(ports, body, context),
    versioned(showAddressPool),
  ),
  bind(
    contract.listAddressPools,
    ({ query }, ports) => listAddressPools(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(showAddressPool) } }),
  ),
  bind(
    contract.getAddressPool,
    ({ params }, ports) => readAddressPool(ports, params.id),
    versioned(showAddressPool),
  ),
];
