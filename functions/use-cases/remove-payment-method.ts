import {
  methodClaim,
  type PaymentMethods,
  paymentMethodsAggregate,
  paymentMethodsIdOf,
  removeMethod,
} from '../domain/payment/methods.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { refuseStale } from './load.ts';
import { withRetry } from './retry.ts';
import { storedBy } from './write-one.ts';

/** Charges a method no more; its provider is then told to keep it no more. */
export function removePaymentMethod(
  { store }: Pick<Ports, 'store'>,
  subscriberId: string,
  methodId: string,
  context: Context,
): Promise<Result<Stored<PaymentMethods>>> {
  return withRetry(context, async () => {
    const stored = await store.load(paymentMethodsAggregate, paymentMethodsIdOf(subscriberId));
    const method = stored?.state.methods.find((one) => one.methodId === methodId);
    if (stored === undefined || method === undefined) {
      return refuse('payment-method.unknown', `The subscriber has no payment method ${methodId}.`);
    }
    const stale = refuseStale(context, stored);
    if (stale !== undefined) return stale;
    const removed = removeMethod(stored.state, methodId, 'house');
    if (!removed.ok) return removed;
    const made = change(paymentMethodsAggregate, stored.id, stored, removed.value, context.now, {
      releases: [methodClaim(method)],
    });
    const answer = storedBy(made, context);
    const committed = await store.commit([made], context, answer);
    return committed.ok ? done(answer) : committed;
  });
}
