import type { PaymentProvidersView, PaymentSessionView } from '../contracts/http/payment-providers.ts';
import { formatMoney } from '../domain/money.ts';
import type { PaymentProviders } from '../domain/payment/providers.ts';
import type { PaymentSession } from '../domain/payment/session.ts';
import type { Stored } from '../ports/store.ts';

export function showPaymentProviders({ state }: Stored<PaymentProviders>): PaymentProvidersView {
  return {
    items: Object.entries(state.providers)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([provider, { settings, secretNames, setAt }]) => ({
        provider,
        settings,
        secretNames: [...secretNames],
        webhookPath: `/webhooks/payments/${provider}`,
        setAt,
      })),
  };
}

export function showPaymentSession({ id, state, updatedAt }: Stored<PaymentSession>): PaymentSessionView {
  return {
    id,
    state: state.state,
    subscriberId: state.subscriberId,
    invoiceId: state.invoiceId,
    provider: state.provider,
    ...(state.money === undefined ? {} : { amount: formatMoney(state.money) }),
    ...(state.savesMethod === undefined ? {} : { savesMethod: true }),
    url: state.url,
    ...(state.fields === undefined ? {} : { fields: { ...state.fields } }),
    updatedAt,
  };
}
