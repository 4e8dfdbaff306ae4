import { paymentAggregate } from '../domain/payment/payment.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { paymentProviderNamed } from './payment-providers.ts';
import { takePaymentNotice } from './take-payment-notice.ts';
import { changeOne } from './write-one.ts';

/**
 * Asks the provider for the refund that is under way, under its one key, and counts what it says went back. Idempotent:
 * asked again it does the same, and nothing once it is closed. Refuses with `payment-provider.not-answering` while that is
 * not known, and with the provider's no.
 */
export async function continueRefund(
  ports: Pick<Ports, 'store' | 'ids' | 'paymentProviders'>,
  paymentId: string,
  context: Context,
): Promise<Result<void>> {
  const { store } = ports;
  const payment = (await store.load(paymentAggregate, paymentId))?.state;
  const { refunding, provider: name, providerPaymentId, receipt, money: paid } = payment ?? {};
  if (refunding === undefined || name === undefined || providerPaymentId === undefined || paid === undefined)
    return done(undefined);
  const provider = await paymentProviderNamed(ports, name);
  if (provider?.refund === undefined) {
    throw new Error(`${name} is not set up to refund any more; set it up, or the refund cannot be closed`);
  }
  const { refundId, money, reason } = refunding;
  const wish = { key: refundId, providerPaymentId, receipt, paid, money, reason };
  const told = await provider.refund(wish, context.now);
  if (!told.ok && told.refusal.code === 'payment-provider.not-answering') return told;
  for (const notice of told.ok ? told.value : []) {
    const taken = await takePaymentNotice(ports, name, notice, context);
    if (!taken.ok) return taken;
  }
  const closed = await changeOne(store, paymentAggregate, paymentId, context, ({ state }) => {
    if (state.refunding?.refundId !== refundId) return done({ events: [] });
    const data = { refundId, ...(told.ok ? {} : { refused: told.refusal.message }) };
    return done({ events: [{ type: 'payment.refund-closed', data }] });
  });
  if (!closed.ok) return closed;
  return told.ok ? done(undefined) : told;
}
