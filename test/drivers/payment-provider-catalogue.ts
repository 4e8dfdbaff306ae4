import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PaymentProviderKindDescription } from '../../functions/contracts/payment-provider-kinds.ts';
import type { PaymentProviderKind } from '../../functions/ports/payment-provider.ts';

const folder = join(import.meta.dirname, '..', '..', 'functions', 'adapters', 'payment-providers');

/** Every make of payment provider as its file describes it. */
export function paymentProviderCatalogue(): Promise<PaymentProviderKindDescription[]> {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length));
  return Promise.all(
    names.toSorted().map(async (name) => {
      const { kind } = (await import(join(folder, `${name}.ts`))) as { readonly kind: PaymentProviderKind };
      const { settings, secrets } = kind.schemas();
      const { title, about, webhookName, isRegistered } = kind;
      return {
        name,
        title,
        about,
        ...(webhookName === undefined ? {} : { webhookName }),
        ...(isRegistered === undefined ? {} : { isRegistered }),
        settings,
        secrets,
      };
    }),
  );
}
