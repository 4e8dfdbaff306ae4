import * as contract from '../../contracts/http/billing-runs.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import {
  listBillingRuns,
  readBillingRun,
  readRunPreview,
  showBillingRun,
  showPreviewed,
  showRunInvoices,
} from '../../use-cases/read-billing-runs.ts';
import { startBillingRun } from '../../use-cases/start-billing-run.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.startBillingRun,
    ({ body, context }, ports) => startBillingRun(ports, body, context),
    (run) => ({ body: showBillingRun(run) }),
  ),
  bind(
    contract.listBillingRuns,
    ({ query }, ports) => listBillingRuns(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(showBillingRun) } }),
  ),
  bind(
    contract.getBillingRun,
    ({ params }, ports) => readBillingRun(ports, params.id),
    (found) => ({ body: { ...showBillingRun(found.run), invoices: showRunInvoices(found) } }),
  ),
  bind(
    contract.listPreviewedSubscribers,
    ({ params, query }, ports) => readRunPreview(ports, params.id, query.cursor),
    (page) => ({ body: { ...page, items: page.items.map(showPreviewed) } }),
  ),
];
