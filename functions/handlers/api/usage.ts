import * as contract from '../../contracts/http/usage.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { listUsageRecords } from '../../use-cases/list-usage-records.ts';
import { readUsage } from '../../use-cases/read-usage.ts';
import { showService } from '../../use-cases/show-service.ts';
import { topUpService } from '../../use-cases/top-up-service.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.readUsage,
    ({ params, query, context }, ports) => readUsage(ports, params.id, query, context),
    ({ timeZone, spans }) => ({ body: { timeZone, items: [...spans] } }),
  ),
  bind(
    contract.listUsageRecords,
    ({ params, query, context }, ports) => listUsageRecords(ports, params.id, query, context),
    (page) => ({ body: { ...page, items: [...page.items] } }),
  ),
  bind(
    contract.topUpService,
    ({ params, body, context }, ports) => topUpService(ports, params.id, body.gigabytes, context),
    versioned(showService),
  ),
];
