import { isSame } from '../domain/details.ts';
import {
  type PaymentProviders,
  paymentProvidersAggregate,
  paymentProvidersId,
  secretOf,
} from '../domain/payment/providers.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { ProviderConfiguration } from '../ports/payment-provider.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { refuseStale } from './load.ts';
import { readPaymentProviders, secretsOf } from './payment-providers.ts';
import { withRetry } from './retry.ts';
import { storedBy } from './write-one.ts';

/** Sets a provider up, or anew. A secret that is left out stays as it was. */
export async function configurePaymentProvider(
  { store, paymentProviders }: Pick<Ports, 'store' | 'paymentProviders'>,
  provider: string,
  wish: ProviderConfiguration,
  context: Context,
): Promise<Result<Stored<PaymentProviders>>> {
  const kind = await paymentProviders.find(provider);
  if (kind === undefined) {
    return refuse('payment-provider.unknown', `This release knows no payment provider ${provider}.`);
  }
  return withRetry(context, async () => {
    const stored = await readPaymentProviders({ store });
    const stale = refuseStale(context, stored);
    if (stale !== undefined) return stale;
    const former = stored.state.providers[provider];
    const kept = await secretsOf(store, provider, former?.secretNames ?? []);
    const secrets = { ...kept, ...wish.secrets };
    const checked = kind.check({ settings: wish.settings, secrets });
    if (!checked.ok) return checked;
    if (former !== undefined && isSame(former.settings, wish.settings) && isSame(kept, secrets)) {
      return done(stored);
    }
    const { registering } = kind.make({ settings: wish.settings, secrets });
    const made = change(
      paymentProvidersAggregate,
      paymentProvidersId,
      stored.version === 0 ? undefined : stored,
      [
        {
          type: 'payment-providers.configured',
          data: {
            provider,
            settings: wish.settings,
            secretNames: Object.keys(secrets).toSorted(),
            ...(registering === undefined ? {} : { registrationKey: registering.key }),
          },
        },
      ],
      context.now,
      {
        secrets: Object.fromEntries(
          Object.entries(wish.secrets).map(([name, value]) => [secretOf(provider, name), value]),
        ),
      },
    );
    const answer = storedBy(made, context);
    const committed = await store.commit([made], context, answer);
    return committed.ok ? done(answer) : committed;
  });
}
