import {
  type PaymentProviders,
  paymentProvidersAggregate,
  paymentProvidersId,
} from '../domain/payment/providers.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { paymentProviderNamed } from './payment-providers.ts';
import { changeOne } from './write-one.ts';

/**
 * Tells a provider by its API where to send its messages, and keeps what it answered. The same again tells it the same; that it
 * was told before is an answer, too.
 */
export async function registerPaymentProvider(
  ports: Pick<Ports, 'store' | 'paymentProviders'>,
  name: string,
  context: Context,
): Promise<Result<Stored<PaymentProviders>>> {
  const provider = await paymentProviderNamed(ports, name);
  if (provider === undefined) {
    return refuse('payment-provider.not-configured', `${name} is not set up here.`);
  }
  const { registering } = provider;
  if (registering === undefined) {
    return refuse(
      'payment-provider.not-registered',
      `${name} is not told by its API where to send its messages: set its webhook at its own desk.`,
    );
  }
  const told = await registering.ask();
  if (!told.ok) return told;
  const { key } = registering;
  return changeOne(ports.store, paymentProvidersAggregate, paymentProvidersId, context, ({ state }) => {
    const former = state.providers[name]?.registered;
    // That it has addresses already is what it says after it was told these, too.
    const isOurs = former?.key === key && former.outcome === 'registered';
    const { outcome, answer } = told.value;
    const data = {
      provider: name,
      key,
      at: context.now,
      outcome: isOurs ? ('registered' as const) : outcome,
      answer,
    };
    return done({ events: [{ type: 'payment-providers.registered', data }] });
  });
}
