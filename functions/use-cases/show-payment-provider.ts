import type { PaymentProvidersView, PaymentSessionView } from '../contracts/http/payment-providers.ts';
import { webhookNameOf } from '../contracts/payment-provider-kinds.ts';
import { formatMoney } from '../domain/money.ts';
import type { ConfiguredProvider, PaymentProviders } from '../domain/payment/providers.ts';
import type { PaymentSession } from '../domain/payment/session.ts';
import type { Stored } from '../ports/store.ts';

export function showPaymentProviders({ state }: Stored<PaymentProviders>): PaymentProvidersView {
  return {
    items: Object.entries(state.providers)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([provider, { settings, secretNames, setAt, registered }]) => ({
        provider,
        settings,
        secretNames: [...secretNames],
        webhookPath: `/webhooks/payments/${webhookNameOf(provider)}`,
        setAt,
        ...(registered === undefined ? {} : { registered: shownRegistration(registered) }),
      })),
  };
}

function shownRegistration({ outcome, answer, at }: NonNullable<ConfiguredProvider['registered']>) {
  return { outcome, answer, at };
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
