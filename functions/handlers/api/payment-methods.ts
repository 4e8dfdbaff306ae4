import * as contract from '../../contracts/http/payment-methods.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { openPaymentSession } from '../../use-cases/open-payment-session.ts';
import { readAutopayPolicy, readCollection } from '../../use-cases/read-autopay.ts';
import { readPaymentMethods } from '../../use-cases/read-payment-methods.ts';
import { removePaymentMethod } from '../../use-cases/remove-payment-method.ts';
import { setAutopay } from '../../use-cases/set-autopay.ts';
import { setAutopayPolicy } from '../../use-cases/set-autopay-policy.ts';
import {
  showAutopayPolicy,
  showCollection,
  showPaymentMethods,
} from '../../use-cases/show-payment-methods.ts';
import { showPaymentSession } from '../../use-cases/show-payment-provider.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.listPaymentMethods,
    ({ params }, ports) => readPaymentMethods(ports, params.id),
    versioned(showPaymentMethods),
  ),
  bind(
    contract.openSavingSession,
    ({ params, body, context }, ports) => openPaymentSession(ports, params.id, body, context),
    versioned(showPaymentSession),
  ),
  bind(
    contract.removePaymentMethod,
    ({ params, context }, ports) => removePaymentMethod(ports, params.id, params.methodId, context),
    versioned(showPaymentMethods),
  ),
  bind(
    contract.setAutopay,
    ({ params, body, context }, ports) => setAutopay(ports, params.id, body, context),
    versioned(showPaymentMethods),
  ),
  bind(
    contract.getCollection,
    ({ params }, ports) => readCollection(ports, params.id),
    versioned(showCollection),
  ),
  bind(
    contract.getAutopayPolicy,
    (_, ports) => readAutopayPolicy(ports),
    (policy) => ({ body: showAutopayPolicy(policy), version: policy?.version ?? 0 }),
  ),
  bind(
    contract.setAutopayPolicy,
    ({ body, context }, ports) => setAutopayPolicy(ports, body, context),
    (policy) => ({ body: showAutopayPolicy(policy), version: policy.version }),
  ),
];
