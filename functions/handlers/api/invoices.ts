import * as contract from '../../contracts/http/invoices.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { byWhom } from '../../use-cases/by-whom.ts';
import { createCreditNote } from '../../use-cases/create-credit-note.ts';
import { explainInvoice } from '../../use-cases/explain-invoice.ts';
import { listInvoices, readInvoice } from '../../use-cases/read-billing.ts';
import { showInvoice } from '../../use-cases/show-billing.ts';
import { voidInvoice } from '../../use-cases/void-invoice.ts';
import { withMoney, withMoneyIfAny } from '../../use-cases/with-money.ts';
import { reinstateInvoice, writeOffInvoice } from '../../use-cases/write-off-invoice.ts';
import { shownByWhom } from './by-whom.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.listInvoices,
    ({ query }, ports) => byWhom(ports, listInvoices(ports, query), ({ state }) => state.subscriberId),
    shownByWhom(showInvoice),
  ),
  bind(contract.getInvoice, ({ params }, ports) => readInvoice(ports, params.id), versioned(showInvoice)),
  bind(
    contract.explainInvoice,
    ({ params }, ports) => explainInvoice(ports, params.id),
    (explanation) => ({ body: { ...explanation, lines: [...explanation.lines] } }),
  ),
  bind(
    contract.voidInvoice,
    ({ params, body, context }, ports) => voidInvoice(ports, params.id, body, context),
    versioned(showInvoice),
  ),
  bind(
    contract.writeOffInvoice,
    ({ params, body, context }, ports) =>
      withMoneyIfAny(body, (wish) => writeOffInvoice(ports, params.id, wish, context)),
    versioned(showInvoice),
  ),
  bind(
    contract.reinstateInvoice,
    ({ params, body, context }, ports) =>
      withMoneyIfAny(body, (wish) => reinstateInvoice(ports, params.id, wish, context)),
    versioned(showInvoice),
  ),
  bind(
    contract.createCreditNote,
    ({ body, context }, ports) => withMoney(body, (wish) => createCreditNote(ports, wish, context)),
    versioned(showInvoice),
  ),
];
