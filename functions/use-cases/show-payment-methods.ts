import type {
  AutopayPolicyView,
  CollectionView,
  PaymentMethodsView,
} from '../contracts/http/payment-methods.ts';
import { formatMoney } from '../domain/money.ts';
import type { AutopayPolicy } from '../domain/payment/autopay-policy.ts';
import type { Collection } from '../domain/payment/collection.ts';
import type { PaymentMethods } from '../domain/payment/methods.ts';
import type { Stored } from '../ports/store.ts';

/** Saved methods as the API shows them; what the provider knows them by stays inside. */
export function showPaymentMethods({ state }: Stored<PaymentMethods>): PaymentMethodsView {
  const { subscriberId, autopay, methods, defaultId } = state;
  return {
    subscriberId,
    autopay,
    items: methods.map(({ methodId, provider, kind, label, expires, savedAt }) => ({
      id: methodId,
      provider,
      kind,
      label,
      ...(expires === undefined ? {} : { expires }),
      isDefault: methodId === defaultId,
      savedAt,
    })),
  };
}

export function showCollection({ state, updatedAt }: Stored<Collection>): CollectionView {
  const { invoiceId, number, subscriberId, nextOn, stopped } = state;
  return {
    invoiceId,
    number,
    subscriberId,
    state: state.state,
    ...(nextOn === undefined ? {} : { nextOn }),
    ...(stopped === undefined ? {} : { stopped }),
    attempts: state.attempts.map(({ money, token: _, customer: __, ...attempt }) => ({
      ...attempt,
      amount: formatMoney(money),
    })),
    updatedAt,
  };
}

export function showAutopayPolicy(stored: Stored<AutopayPolicy> | undefined): AutopayPolicyView {
  return stored === undefined ? { rules: [] } : { rules: [...stored.state.rules], setAt: stored.state.setAt };
}
