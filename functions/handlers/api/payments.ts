import * as contract from '../../contracts/http/payments.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { byWhom } from '../../use-cases/by-whom.ts';
import { countHeldPayment } from '../../use-cases/count-held-payment.ts';
import { dropHeldPayment } from '../../use-cases/drop-held-payment.ts';
import { importStatement, suggestPayees } from '../../use-cases/import-statement.ts';
import { matchPayment } from '../../use-cases/match-payment.ts';
import { listPayments, readPayment } from '../../use-cases/read-billing.ts';
import { recordPayment } from '../../use-cases/record-payment.ts';
import { refundPayment } from '../../use-cases/refund-payment.ts';
import { seeRefundFailure } from '../../use-cases/see-refund-failure.ts';
import { showImport, showPayment } from '../../use-cases/show-billing.ts';
import { readAllocations, withMoney } from '../../use-cases/with-money.ts';
import { shownByWhom } from './by-whom.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.recordPayment,
    ({ body, context }, ports) =>
      withMoney(body, ({ amount: money, allocations: written, ...wish }) => {
        const allocations = written && readAllocations(written, money.currency);
        if (allocations?.ok === false) return Promise.resolve(allocations);
        return recordPayment(ports, { ...wish, money, allocations: allocations?.value }, context);
      }),
    versioned(showPayment),
  ),
  bind(
    contract.listPayments,
    ({ query }, ports) => byWhom(ports, listPayments(ports, query), ({ state }) => state.subscriberId),
    shownByWhom(showPayment),
  ),
  bind(contract.getPayment, ({ params }, ports) => readPayment(ports, params.id), versioned(showPayment)),
  bind(
    contract.refundPayment,
    ({ params, body, context }, ports) =>
      withMoney(body, (wish) => refundPayment(ports, params.id, wish, context)),
    versioned(showPayment),
  ),
  bind(
    contract.seeRefundFailure,
    ({ params, context }, ports) => seeRefundFailure(ports, params.id, context),
    versioned(showPayment),
  ),
  bind(
    contract.importStatement,
    ({ body, context }, ports) => importStatement(ports, body, context),
    (entries) => ({ body: showImport(entries) }),
  ),
  bind(
    contract.suggestPayees,
    ({ params }, ports) => suggestPayees(ports, params.id),
    (items) => ({ body: { items: [...items] } }),
  ),
  bind(
    contract.matchPayment,
    ({ params, body, context }, ports) => matchPayment(ports, params.id, body, context),
    versioned(showPayment),
  ),
  bind(
    contract.countHeldPayment,
    ({ params, context }, ports) => countHeldPayment(ports, params.id, context),
    versioned(showPayment),
  ),
  bind(
    contract.dropHeldPayment,
    ({ params, context }, ports) => dropHeldPayment(ports, params.id, context),
    versioned(showPayment),
  ),
];
