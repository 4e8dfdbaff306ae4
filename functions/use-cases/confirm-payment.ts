import { isAnnounced, paymentAggregate } from '../domain/payment/payment.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { paymentProviderNamed } from './payment-providers.ts';
import { takePaymentNotice } from './take-payment-notice.ts';

/**
 * Asks the provider whether a payment that it announced was made; its message tells. Idempotent: nothing is asked of what is
 * certain. Refuses with `payment-provider.not-answering` while it is not known whether it was asked; its no stands with the
 * payment, for people to read.
 */
export async function confirmPayment(
  ports: Pick<Ports, 'store' | 'ids' | 'paymentProviders'>,
  paymentId: string,
  context: Context,
): Promise<Result<void>> {
  const payment = (await ports.store.load(paymentAggregate, paymentId))?.state;
  const { provider: name, providerPaymentId, held } = payment ?? {};
  if (payment === undefined || !isAnnounced(payment)) return done(undefined);
  if (name === undefined || providerPaymentId === undefined || held === undefined) return done(undefined);
  const provider = await paymentProviderNamed(ports, name);
  const asked = await provider?.confirm?.({
    providerPaymentId,
    money: held.money,
    at: payment.receivedAt ?? held.heldAt,
  });
  if (asked?.ok === true) return asked;
  if (asked?.refusal.code === 'payment-provider.not-answering') return asked;
  const failure =
    asked?.refusal.message ?? `${name} is not set up to be asked whether a payment was made; set that up.`;
  const notice = {
    kind: 'unconfirmed' as const,
    noticeId: `${paymentId}:unasked`,
    providerPaymentId,
    money: held.money,
    occurredAt: context.now,
    reference: {},
    failure,
  };
  const taken = await takePaymentNotice(ports, name, notice, context);
  return taken.ok ? done(undefined) : taken;
}
