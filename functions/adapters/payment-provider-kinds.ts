import { paymentProviderName } from '../contracts/payment-provider.ts';
import type { PaymentProviderKind, PaymentProviderKinds } from '../ports/payment-provider.ts';

interface ProviderFile {
  readonly kind: PaymentProviderKind;
}

/** How Node, the bundler and the test runner say that no file bears the name. */
const absent = /cannot find module|module not found|unknown variable dynamic import/i;

/**
 * The makes of payment providers: one file each in payment-providers/, found by its name. The bundler takes in every
 * file that the pattern below can name.
 */
export const paymentProviderKinds: PaymentProviderKinds = {
  async find(name) {
    if (!paymentProviderName.safeParse(name).success) return undefined;
    try {
      const file = (await import(`./payment-providers/${name}.ts`)) as ProviderFile;
      return file.kind;
    } catch (error) {
      if (error instanceof Error && absent.test(error.message) && error.message.includes(`${name}.ts`)) {
        return undefined;
      }
      throw error;
    }
  },
};
