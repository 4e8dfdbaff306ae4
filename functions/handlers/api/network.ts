import * as contract from '../../contracts/http/network.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { askComparison } from '../../use-cases/ask-comparison.ts';
import { listAccountingRecords } from '../../use-cases/list-accounting-records.ts';
import { listDrift } from '../../use-cases/list-drift.ts';
import { showService } from '../../use-cases/show-service.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.listDrift,
    ({ query }, ports) => listDrift(ports, query),
    ({ items, unknown, ...page }) => ({
      body: {
        ...page,
        unknown: [...unknown],
        items: items.map(({ service, ...look }) => ({ ...showService(service), ...look })),
      },
    }),
  ),
  bind(
    contract.compareSite,
    ({ params, body, context }, ports) => askComparison(ports, params.id, body.depth, context),
    (asked) => ({ body: asked }),
  ),
  bind(
    contract.listAccountingRecords,
    ({ params, query }, ports) => listAccountingRecords(ports, params.id, query),
    (page) => ({ body: { ...page, items: [...page.items] } }),
  ),
];
