import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { keepAlive } from '../adapters/keep-alive.ts';
import { paymentProviderByName } from '../adapters/payment-provider-by-name.ts';
import { secretsManagerPaymentSecrets } from '../adapters/secrets/payment-secrets.ts';
import type { PaymentProvider } from '../ports/payment-provider.ts';
import { now } from './clock.ts';

/**
 * Finds a payment provider by its name; one that has no secret here is unknown. It stands apart from the composition of
 * the ports because a bundler cannot leave out of the other functions what a pattern may name.
 */
export function paymentProviders(env: {
  readonly PAYMENT_SECRETS_ARN: string;
}): (name: string) => Promise<PaymentProvider | undefined> {
  const client = new SecretsManagerClient({ requestHandler: keepAlive, maxAttempts: 4 });
  const secrets = secretsManagerPaymentSecrets(client, env.PAYMENT_SECRETS_ARN, () => Date.parse(now()));
  return async (name) => {
    const secret = await secrets.of(name);
    return secret === undefined ? undefined : paymentProviderByName(name, secret);
  };
}
