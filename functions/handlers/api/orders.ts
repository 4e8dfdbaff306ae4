import * as contract from '../../contracts/http/orders.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { byWhom } from '../../use-cases/by-whom.ts';
import { listOrders, readOrder } from '../../use-cases/read-orders.ts';
import { showOrder } from '../../use-cases/show-order.ts';
import { shownByWhom } from './by-whom.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(contract.getOrder, ({ params }, ports) => readOrder(ports, params.id), versioned(showOrder)),
  bind(
    contract.listOrders,
    ({ query, context }, ports) =>
      byWhom(
        ports,
        listOrders(ports, { ...query, unresolved: query.unresolved === 'true' }, context),
        ({ state }) => state.subscriberId,
      ),
    shownByWhom(showOrder),
  ),
];
