import * as contract from '../../contracts/http/draft-invoices.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { byWhom } from '../../use-cases/by-whom.ts';
import { discardDraftInvoice, draftInvoice, rewriteDraft } from '../../use-cases/draft-invoices.ts';
import { issueDraftInvoice } from '../../use-cases/issue-draft-invoice.ts';
import { listDraftInvoices, readDraftInvoice } from '../../use-cases/read-draft-invoices.ts';
import { showInvoice } from '../../use-cases/show-billing.ts';
import { showDraftInvoice } from '../../use-cases/show-draft-invoice.ts';
import { withLineMoney } from '../../use-cases/with-money.ts';
import { shownByWhom } from './by-whom.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.draftInvoice,
    ({ body, context }, ports) => withLineMoney(body, (wish) => draftInvoice(ports, wish, context)),
    versioned(showDraftInvoice),
  ),
  bind(
    contract.listDraftInvoices,
    ({ query }, ports) => byWhom(ports, listDraftInvoices(ports, query), ({ state }) => state.subscriberId),
    shownByWhom(showDraftInvoice),
  ),
  bind(
    contract.getDraftInvoice,
    ({ params }, ports) => readDraftInvoice(ports, params.id),
    versioned(showDraftInvoice),
  ),
  bind(
    contract.rewriteDraftInvoice,
    ({ params, body, context }, ports) =>
      withLineMoney(body, (wish) => rewriteDraft(ports, params.id, wish, context)),
    versioned(showDraftInvoice),
  ),
  bind(
    contract.issueDraftInvoice,
    ({ params, context }, ports) => issueDraftInvoice(ports, params.id, context),
    versioned(showInvoice),
  ),
  bind(
    contract.discardDraftInvoice,
    ({ params, context }, ports) => discardDraftInvoice(ports, params.id, context),
    versioned(showDraftInvoice),
  ),
];
