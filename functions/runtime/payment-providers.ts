import { attentiveProviders } from '../adapters/attentive-providers.ts';
import { paymentProviderKinds } from '../adapters/payment-provider-kinds.ts';
import type { PaymentProviderKinds } from '../ports/payment-provider.ts';
import { paymentIntake } from './composition.ts';

/**
 * All makes of payment providers. It stands apart from the composition of the ports because a bundler cannot leave out
 * of the other functions what a pattern may name.
 */
export function paymentProviders(env: Parameters<typeof paymentIntake>[0]): PaymentProviderKinds {
  return attentiveProviders(paymentProviderKinds, paymentIntake(env));
}
