import {
  type PaymentProviderKindDescription,
  paymentProviderKinds,
} from '../contracts/payment-provider-kinds.ts';
import {
  type PaymentProviders,
  paymentProvidersAggregate,
  paymentProvidersId,
  secretOf,
} from '../domain/payment/providers.ts';
import { done, type Result } from '../domain/result.ts';
import type { PaymentProvider } from '../ports/payment-provider.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';

/** The providers that are set up; none, at version 0, before the first. */
export async function readPaymentProviders({
  store,
}: Pick<Ports, 'store'>): Promise<Stored<PaymentProviders>> {
  const stored = await store.load(paymentProvidersAggregate, paymentProvidersId);
  return stored ?? { id: paymentProvidersId, version: 0, state: { providers: {} }, updatedAt: '' };
}

export async function listPaymentProviders(
  ports: Pick<Ports, 'store'>,
): Promise<Result<Stored<PaymentProviders>>> {
  return done(await readPaymentProviders(ports));
}

/** What this release could be set up with. */
export function listPaymentProviderKinds(): Result<readonly PaymentProviderKindDescription[]> {
  return done(paymentProviderKinds);
}

/** The provider of that name, ready to be used, if it is set up here. */
export async function paymentProviderNamed(
  { store, paymentProviders }: Pick<Ports, 'store' | 'paymentProviders'>,
  name: string,
): Promise<PaymentProvider | undefined> {
  const { providers } = (await readPaymentProviders({ store })).state;
  const configured = Object.hasOwn(providers, name) ? providers[name] : undefined;
  if (configured === undefined) return undefined;
  const kind = await paymentProviders.find(name);
  if (kind === undefined) return undefined;
  const { settings, secretNames } = configured;
  return kind.make({ settings, secrets: await secretsOf(store, name, secretNames) });
}

/** What is sealed for the provider, by the names of its fields. */
export async function secretsOf(
  store: Store,
  provider: string,
  names: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const read = names.map(async (name) => {
    const value = await store.secret('payment-providers', paymentProvidersId, secretOf(provider, name));
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries((await Promise.all(read)).flat());
}
