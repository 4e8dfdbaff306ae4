import * as contract from '../../contracts/http/payment-providers.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { configurePaymentProvider } from '../../use-cases/configure-payment-provider.ts';
import { openPaymentSession } from '../../use-cases/open-payment-session.ts';
import { listPaymentProviderKinds, listPaymentProviders } from '../../use-cases/payment-providers.ts';
import { registerPaymentProvider } from '../../use-cases/register-payment-provider.ts';
import { removePaymentProvider } from '../../use-cases/remove-payment-provider.ts';
import { showPaymentProviders, showPaymentSession } from '../../use-cases/show-payment-provider.ts';
import { withMoney } from '../../use-cases/with-money.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.listPaymentProviders,
    (_, ports) => listPaymentProviders(ports),
    versioned(showPaymentProviders),
  ),
  bind(
    contract.listPaymentProviderKinds,
    async () => listPaymentProviderKinds(),
    (items) => ({ body: { items: [...items] } }),
  ),
  bind(
    contract.configurePaymentProvider,
    ({ params, body, context }, ports) => configurePaymentProvider(ports, params.provider, body, context),
    versioned(showPaymentProviders),
  ),
  bind(
    contract.removePaymentProvider,
    ({ params, context }, ports) => removePaymentProvider(ports, params.provider, context),
    versioned(showPaymentProviders),
  ),
  bind(
    contract.registerPaymentProvider,
    ({ params, context }, ports) => registerPaymentProvider(ports, params.provider, context),
    versioned(showPaymentProviders),
  ),
  bind(
    contract.openPaymentSession,
    ({ params, body, context }, ports) => {
      const { amount, ...wish } = body;
      return amount === undefined
        ? openPaymentSession(ports, params.id, wish, context)
        : withMoney({ ...wish, amount }, ({ amount: money, ...rest }) =>
            openPaymentSession(ports, params.id, { ...rest, money }, context),
          );
    },
    versioned(showPaymentSession),
  ),
];
