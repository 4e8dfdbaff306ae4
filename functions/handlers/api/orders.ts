import * as contract from '../../contracts/http/orders.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { listOrders, readOrder } from '../../use-cases/read-orders.ts';
import { showOrder } from '../../use-cases/show-order.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(contract.getOrder, ({ params }, ports) => readOrder(ports, params.id), versioned(showOrder)),
  bind(
    contract.listOrders,
    ({ query, context }, ports) =>
      listOrders(ports, { ...query, unresolved: query.unresolved === 'true' }, context),
    (page) => ({ body: { ...page, items: page.items.map(showOrder) } }),
  ),
];
