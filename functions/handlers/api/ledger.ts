import * as contract from '../../contracts/http/ledger.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { listLedgerEntries, readDeferredRevenue, readTrialBalance } from '../../use-cases/read-ledger.ts';
import { showDeferredRevenue, showJournalLine, showTrialBalance } from '../../use-cases/show-ledger.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.getLedgerAccounts,
    ({ query, context }, ports) => readTrialBalance(ports, query, context),
    (found) => ({ body: showTrialBalance(found) }),
  ),
  bind(
    contract.listLedgerEntries,
    ({ query, context }, ports) => listLedgerEntries(ports, query, context),
    (page) => ({ body: { ...page, items: page.items.map(showJournalLine) } }),
  ),
  bind(
    contract.getDeferredRevenue,
    ({ query, context }, ports) => readDeferredRevenue(ports, query, context),
    (report) => ({ body: showDeferredRevenue(report) }),
  ),
];
