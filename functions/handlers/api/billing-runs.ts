import * as contract from '../../contracts/http/billing-runs.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { byWhom } from '../../use-cases/by-whom.ts';
import { issueBillingRun } from '../../use-cases/issue-billing-run.ts';
import {
  listBillingRuns,
  readBillingRun,
  readRunPreview,
  showBillingRun,
  showPreviewed,
  showRunInvoices,
} from '../../use-cases/read-billing-runs.ts';
import { startBillingRun } from '../../use-cases/start-billing-run.ts';
import { withSupposition } from '../../use-cases/with-money.ts';
import { shownByWhom } from './by-whom.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.startBillingRun,
    ({ body, context }, ports) => withSupposition(body, (wish) => startBillingRun(ports, wish, context)),
    (run) => ({ body: showBillingRun(run) }),
  ),
  bind(
    contract.issueBillingRun,
    ({ params, context }, ports) => issueBillingRun(ports, params.id, context),
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
    ({ params, query }, ports) =>
      byWhom(ports, readRunPreview(ports, params.id, query.cursor), ({ subscriberId }) => subscriberId),
    shownByWhom(showPreviewed),
  ),
];
