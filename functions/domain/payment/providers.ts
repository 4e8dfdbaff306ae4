import type { PaymentProvidersConfigured } from '../../contracts/events/payment-providers-configured.ts';
import type { PaymentProvidersRegistered } from '../../contracts/events/payment-providers-registered.ts';
import type { PaymentProvidersRemoved } from '../../contracts/events/payment-providers-removed.ts';
import type { PaymentProviderSettings, ProviderRegistration } from '../../contracts/payment-provider.ts';
import type { Aggregate } from '../aggregate.ts';

export type PaymentProvidersEvent =
  | PaymentProvidersConfigured
  | PaymentProvidersRegistered
  | PaymentProvidersRemoved;

/** The payment providers of the deployment by name; their secrets are sealed beside. */
export interface PaymentProviders {
  readonly providers: Readonly<Record<string, ConfiguredProvider>>;
}

export interface ConfiguredProvider {
  readonly settings: PaymentProviderSettings;
  readonly secretNames: readonly string[];
  readonly setAt: string;
  /** That it was told by its API where to send its messages, as long as that is what it is to be told. */
  readonly registered?: ProviderRegistration & { readonly key: string; readonly at: string };
}

/** There is one. */
export const paymentProvidersId = `ppr_${'0'.repeat(26)}`;

export const paymentProvidersAggregate: Aggregate<PaymentProviders, PaymentProvidersEvent> = {
  type: 'payment-providers',
  evolve(state, event, at) {
    const { [event.data.provider]: former, ...others } = state?.providers ?? {};
    if (event.type === 'payment-providers.removed') return { providers: others };
    if (event.type === 'payment-providers.registered') {
      const { provider, ...registered } = event.data;
      return former === undefined
        ? { providers: others }
        : { providers: { ...others, [provider]: { ...former, registered } } };
    }
    const { provider, settings, secretNames, registrationKey } = event.data;
    const registered = former?.registered?.key === registrationKey ? former?.registered : undefined;
    const configured = {
      settings,
      secretNames,
      setAt: at,
      ...(registered === undefined ? {} : { registered }),
    };
    return { providers: { ...others, [provider]: configured } };
  },
};

/** Under which name a provider's secret is sealed. */
export function secretOf(provider: string, name: string): string {
  return `${provider}.${name}`;
}
