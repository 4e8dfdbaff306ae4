import {
  setAutopay as decide,
  type PaymentMethods,
  paymentMethodsAggregate,
  paymentMethodsIdOf,
} from '../domain/payment/methods.ts';
import { done, type Result } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { loadKnown, refuseStale } from './load.ts';
import { noPaymentMethods } from './read-payment-methods.ts';
import { withRetry } from './retry.ts';
import { storedBy } from './write-one.ts';

export interface AutopayWish {
  readonly enabled: boolean;
  readonly methodId?: string | undefined;
  readonly includeOpen: boolean;
}

/** Turns autopay on or off for a subscriber, and chooses the method that is charged. */
export async function setAutopay(
  { store }: Pick<Ports, 'store'>,
  subscriberId: string,
  wish: AutopayWish,
  context: Context,
): Promise<Result<Stored<PaymentMethods>>> {
  const known = await loadKnown(store, subscriberAggregate, subscriberId);
  if (!known.ok) return known;
  const id = paymentMethodsIdOf(subscriberId);
  return withRetry(context, async () => {
    const stored = await store.load(paymentMethodsAggregate, id);
    const stale = stored === undefined ? undefined : refuseStale(context, stored);
    if (stale !== undefined) return stale;
    const decided = decide(stored?.state, subscriberId, wish);
    if (!decided.ok) return decided;
    if (decided.value.length === 0) return done(stored ?? noPaymentMethods(subscriberId));
    const made = change(paymentMethodsAggregate, id, stored, decided.value, context.now);
    const answer = storedBy(made, context);
    const committed = await store.commit([made], context, answer);
    return committed.ok ? done(answer) : committed;
  });
}
