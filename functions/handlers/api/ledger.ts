import * as contract from '../../contracts/http/ledger.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { byWhom } from '../../use-cases/by-whom.ts';
import { listLedgerEntries, readDeferredRevenue, readTrialBalance } from '../../use-cases/read-ledger.ts';
import { showDeferredRevenue, showJournalLine, showTrialBalance } from '../../use-cases/show-ledger.ts';
import { shownByWhom } from './by-whom.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.getLedgerAccounts,
    ({ query, context }, ports) => readTrialBalance(ports, query, context),
    (found) => ({ body: showTrialBalance(found) }),
  ),
  bind(
    contract.listLedgerEntries,
    ({ query, context }, ports) =>
      byWhom(ports, listLedgerEntries(ports, query, context), ({ subscriberId }) => subscriberId),
    shownByWhom(showJournalLine),
  ),
  bind(
    contract.getDeferredRevenue,
    ({ query, context }, ports) => readDeferredRevenue(ports, query, context),
    (report) => ({ body: showDeferredRevenue(report) }),
  ),
];
