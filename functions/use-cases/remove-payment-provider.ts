import {
  type PaymentProviders,
  paymentProvidersAggregate,
  paymentProvidersId,
  secretOf,
} from '../domain/payment/providers.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { refuseStale } from './load.ts';
import { readPaymentProviders } from './payment-providers.ts';
import { withRetry } from './retry.ts';
import { storedBy } from './write-one.ts';

/** Forgets a provider with its secrets: its messages are of nobody known from now on. */
export function removePaymentProvider(
  { store }: Pick<Ports, 'store'>,
  provider: string,
  context: Context,
): Promise<Result<Stored<PaymentProviders>>> {
  return withRetry(context, async () => {
    const stored = await readPaymentProviders({ store });
    const stale = refuseStale(context, stored);
    if (stale !== undefined) return stale;
    const { providers } = stored.state;
    const former = Object.hasOwn(providers, provider) ? providers[provider] : undefined;
    if (former === undefined) {
      return refuse('payment-provider.not-configured', `${provider} is not set up here.`);
    }
    const made = change(
      paymentProvidersAggregate,
      paymentProvidersId,
      stored,
      [{ type: 'payment-providers.removed', data: { provider } }],
      context.now,
      { secrets: Object.fromEntries(former.secretNames.map((name) => [secretOf(provider, name), null])) },
    );
    const answer = storedBy(made, context);
    const committed = await store.commit([made], context, answer);
    return committed.ok ? done(answer) : committed;
  });
}
