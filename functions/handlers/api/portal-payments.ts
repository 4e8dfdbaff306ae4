import * as contract from '../../contracts/http/portal-payments.ts';
import type { BoundRoute } from '../../runtime/bind.ts';
import { openPaymentSession } from '../../use-cases/open-payment-session.ts';
import { dueNow, readMyDues } from '../../use-cases/read-my-dues.ts';
import { readPaymentMethods } from '../../use-cases/read-payment-methods.ts';
import { removePaymentMethod } from '../../use-cases/remove-payment-method.ts';
import { setAutopay } from '../../use-cases/set-autopay.ts';
import { showPaymentMethods } from '../../use-cases/show-payment-methods.ts';
import { showPaymentSession } from '../../use-cases/show-payment-provider.ts';
import { withMoney } from '../../use-cases/with-money.ts';
import { bindPortal } from './bind-portal.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bindPortal(
    contract.readMyDues,
    ({ params, context }, ports) => readMyDues(ports, params.accountId, context),
    (dues) => ({ body: dues }),
  ),
  bindPortal(
    contract.payMyDues,
    async ({ params: { accountId }, body: { amount, ...wish }, context }, ports) => {
      if (amount !== undefined) {
        return withMoney({ amount }, ({ amount: money }) =>
          openPaymentSession(ports, accountId, { ...wish, money }, context),
        );
      }
      const money = await dueNow(ports, accountId, context);
      return money.ok
        ? openPaymentSession(ports, accountId, { ...wish, money: money.value }, context)
        : money;
    },
    versioned(showPaymentSession),
  ),
  bindPortal(
    contract.payMyInvoice,
    ({ params: { accountId, invoiceId }, body, context }, ports) =>
      openPaymentSession(ports, accountId, { ...body, invoiceId }, context),
    versioned(showPaymentSession),
  ),
  bindPortal(
    contract.listMyMethods,
    ({ params }, ports) => readPaymentMethods(ports, params.accountId),
    versioned(showPaymentMethods),
  ),
  bindPortal(
    contract.saveMyMethod,
    ({ params, body, context }, ports) => openPaymentSession(ports, params.accountId, body, context),
    versioned(showPaymentSession),
  ),
  bindPortal(
    contract.removeMyMethod,
    ({ params, context }, ports) => removePaymentMethod(ports, params.accountId, params.methodId, context),
    versioned(showPaymentMethods),
  ),
  bindPortal(
    contract.setMyAutopay,
    ({ params, body, context }, ports) => setAutopay(ports, params.accountId, body, context),
    versioned(showPaymentMethods),
  ),
];
