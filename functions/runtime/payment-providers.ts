import { paymentProviderKinds } from '../adapters/payment-provider-kinds.ts';
import type { PaymentProviderKinds } from '../ports/payment-provider.ts';

/**
 * All makes of payment providers. It stands apart from the composition of the ports because a bundler cannot leave out
 * of the other functions what a pattern may name.
 */
export function paymentProviders(): PaymentProviderKinds {
  return paymentProviderKinds;
}
