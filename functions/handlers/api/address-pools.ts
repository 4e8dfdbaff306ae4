import * as contract from '../../contracts/http/address-pools.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { byWhom } from '../../use-cases/by-whom.ts';
import { changeAddressPool } from '../../use-cases/change-address-pool.ts';
import { createAddressPool } from '../../use-cases/create-address-pool.ts';
import { findAddressUse } from '../../use-cases/find-address-use.ts';
import {
  findAddressHolders,
  listAddressPools,
  listPoolAddresses,
  readAddressPool,
} from '../../use-cases/read-address-pools.ts';
import { removeAddressPool } from '../../use-cases/remove-address-pool.ts';
import { showAddressPool } from '../../use-cases/show-address-pool.ts';
import { shownByWhom } from './by-whom.ts';
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
  bind(
    contract.changeAddressPool,
    ({ params, body, context }, ports) => changeAddressPool(ports, params.id, body, context),
    versioned(showAddressPool),
  ),
  bind(
    contract.removeAddressPool,
    ({ params, context }, ports) => removeAddressPool(ports, params.id, context),
    () => ({ body: undefined }),
  ),
  bind(
    contract.listPoolAddresses,
    ({ params, query }, ports) =>
      byWhom(ports, listPoolAddresses(ports, params.id, query), ({ subscriberId }) => subscriberId),
    shownByWhom((holder) => holder),
  ),
  bind(
    contract.findAddressHolders,
    ({ params, query, context }, ports) => findAddressHolders(ports, params.id, query, context),
    (items) => ({ body: { items: [...items] } }),
  ),
  bind(
    contract.findAddressUse,
    ({ query, context }, ports) => findAddressUse(ports, query, context),
    (use) => ({ body: use }),
  ),
];
