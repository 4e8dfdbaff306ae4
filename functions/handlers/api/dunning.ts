import * as contract from '../../contracts/http/dunning.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { agreePaymentPlan, cancelPaymentPlan } from '../../use-cases/agree-payment-plan.ts';
import { disputeInvoice, endInvoiceDispute } from '../../use-cases/dispute-invoice.ts';
import { holdDunning, liftDunningHold } from '../../use-cases/hold-dunning.ts';
import { overrideDunningStop } from '../../use-cases/override-dunning-stop.ts';
import { promisePayment } from '../../use-cases/promise-payment.ts';
import {
  listHandOvers,
  previewDunning,
  readDunning,
  readDunningStatus,
  simulateDunning,
} from '../../use-cases/read-dunning.ts';
import { readDunningPolicy } from '../../use-cases/read-dunning-policy.ts';
import { setDunningPolicy } from '../../use-cases/set-dunning-policy.ts';
import {
  showDunning,
  showDunningPolicy,
  showDunningStatus,
  showForeseen,
  showHandOver,
} from '../../use-cases/show-dunning.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.getDunningPolicy,
    (_, ports) => readDunningPolicy(ports),
    (policy) =>
      policy === undefined ? { body: { versions: [] }, version: 0 } : versioned(showDunningPolicy)(policy),
  ),
  bind(
    contract.setDunningPolicy,
    ({ body, context }, ports) => setDunningPolicy(ports, body, context),
    versioned(showDunningPolicy),
  ),
  bind(
    contract.getDunning,
    ({ params }, ports) => readDunning(ports, params.id),
    (dunning) => ({ body: showDunning(dunning) }),
  ),
  bind(
    contract.agreePaymentPlan,
    ({ params, body, context }, ports) => agreePaymentPlan(ports, params.id, body, context),
    (dunning) => ({ body: showDunning(dunning) }),
  ),
  bind(
    contract.cancelPaymentPlan,
    ({ params, context }, ports) => cancelPaymentPlan(ports, params.id, context),
    (dunning) => ({ body: showDunning(dunning) }),
  ),
  bind(
    contract.getDunningStatus,
    ({ context }, ports) => readDunningStatus(ports, context),
    (status) => ({ body: showDunningStatus(status) }),
  ),
  bind(
    contract.overrideDunningStop,
    ({ body, context }, ports) => overrideDunningStop(ports, body, context),
    versioned(showDunningPolicy),
  ),
  bind(
    contract.listHandOvers,
    ({ query }, ports) => listHandOvers(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(showHandOver) } }),
  ),
  bind(
    contract.previewDunning,
    ({ query, context }, ports) => previewDunning(ports, query, context),
    ({ items, ...preview }) => ({ body: { ...preview, items: items.map(showForeseen) } }),
  ),
  bind(
    contract.simulateDunning,
    ({ body, query, context }, ports) => simulateDunning(ports, body, query, context),
    ({ items, ...preview }) => ({ body: { ...preview, items: items.map(showForeseen) } }),
  ),
  bind(
    contract.promisePayment,
    ({ params, body, context }, ports) => promisePayment(ports, params.id, body, context),
    (dunning) => ({ body: showDunning(dunning) }),
  ),
  bind(
    contract.disputeInvoice,
    ({ params, body, context }, ports) => disputeInvoice(ports, params.id, body, context),
    (dunning) => ({ body: showDunning(dunning) }),
  ),
  bind(
    contract.endInvoiceDispute,
    ({ params, context }, ports) => endInvoiceDispute(ports, params.id, params.invoiceId, context),
    (dunning) => ({ body: showDunning(dunning) }),
  ),
  bind(
    contract.holdDunning,
    ({ body, context }, ports) => holdDunning(ports, body, context),
    (dunning) => ({ body: showDunning(dunning) }),
  ),
  bind(
    contract.liftDunningHold,
    ({ params, context }, ports) => liftDunningHold(ports, params.id, context),
    () => ({ body: undefined }),
  ),
];
