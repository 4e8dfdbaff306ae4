import type { PaymentProvidersConfigured } from '../../contracts/events/payment-providers-configured.ts';
import type { PaymentProvidersRemoved } from '../../contracts/events/payment-providers-removed.ts';
import type { PaymentProviderSettings } from '../../contracts/payment-provider.ts';
import type { Aggregate } from '../aggregate.ts';

export type PaymentProvidersEvent = PaymentProvidersConfigured | PaymentProvidersRemoved;

/** The payment providers of the deployment by name; their secrets are sealed beside. */
export interface PaymentProviders {
  readonly providers: Readonly<Record<string, ConfiguredProvider>>;
}

export interface ConfiguredProvider {
  readonly settings: PaymentProviderSettings;
  readonly secretNames: readonly string[];
  readonly setAt: string;
}

/** There is one. */
export const paymentProvidersId = `ppr_${'0'.repeat(26)}`;

export const paymentProvidersAggregate: Aggregate<PaymentProviders, PaymentProvidersEvent> = {
  type: 'payment-providers',
  evolve(state, event, at) {
    const { [event.data.provider]: _, ...others } = state?.providers ?? {};
    if (event.type === 'payment-providers.removed') return { providers: others };
    const { provider, settings, secretNames } = event.data;
    return { providers: { ...others, [provider]: { settings, secretNames, setAt: at } } };
  },
};

/** Under which name a provider's secret is sealed. */
export function secretOf(provider: string, name: string): string {
  return `${provider}.${name}`;
}
