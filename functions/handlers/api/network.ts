import * as contract from '../../contracts/http/network.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { askComparison } from '../../use-cases/ask-comparison.ts';
import { listAccountingRecords } from '../../use-cases/list-accounting-records.ts';
import { listDrift } from '../../use-cases/read-services.ts';
import { showService } from '../../use-cases/show-service.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.listDrift,
    ({ query }, ports) => listDrift(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(showService) } }),
  ),
  bind(
    contract.compareSite,
    ({ params, context }, ports) => askComparison(ports, params.id, context),
    (asked) => ({ body: asked }),
  ),
  bind(
    contract.listAccountingRecords,
    ({ params, query }, ports) => listAccountingRecords(ports, params.id, query),
    (page) => ({ body: { ...page, items: [...page.items] } }),
  ),
];
