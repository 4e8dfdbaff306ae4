import type { PaymentProvider } from '../ports/payment-provider.ts';

interface ProviderFile {
  /** Makes the provider with its signing secret. */
  paymentProvider(secret: string): PaymentProvider;
}

/**
 * The provider whose file in payment-providers/ bears its name: a new one is one file there, and its secret. The bundler
 * takes in every file that the pattern below can name. The name must be checked before, as one that has a secret is.
 */
export async function paymentProviderByName(name: string, secret: string): Promise<PaymentProvider> {
  const file = (await import(`./payment-providers/${name}.ts`)) as ProviderFile;
  return file.paymentProvider(secret);
}
