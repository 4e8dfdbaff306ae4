import * as contract from '../../contracts/http/balance.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { foreseePayment } from '../../use-cases/foresee-payment.ts';
import { grantCredit } from '../../use-cases/grant-credit.ts';
import { readBalance, readStatement } from '../../use-cases/read-account.ts';
import { withMoney } from '../../use-cases/with-money.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.getBalance,
    ({ params, context }, ports) => readBalance(ports, params.id, context),
    (balance) => ({ body: balance }),
  ),
  bind(
    contract.foreseePayment,
    ({ params, body, context }, ports) =>
      withMoney(body, (wish) => foreseePayment(ports, params.id, wish, context)),
    (foreseen) => ({ body: foreseen }),
  ),
  bind(
    contract.getStatement,
    ({ params, query }, ports) => readStatement(ports, params.id, query),
    (page) => ({ body: { ...page, items: [...page.items] } }),
  ),
  bind(
    contract.grantCredit,
    ({ params, body, context }, ports) =>
      withMoney(body, (wish) => grantCredit(ports, params.id, wish, context)),
    (balance) => ({ body: balance }),
  ),
];
