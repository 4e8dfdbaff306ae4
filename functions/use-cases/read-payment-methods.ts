import {
  type PaymentMethods,
  paymentMethodsAggregate,
  paymentMethodsIdOf,
} from '../domain/payment/methods.ts';
import { done, type Result } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { loadKnown } from './load.ts';

/** A subscriber's saved methods; none, at version 0, before the first. */
export async function readPaymentMethods(
  { store }: Pick<Ports, 'store'>,
  subscriberId: string,
): Promise<Result<Stored<PaymentMethods>>> {
  const known = await loadKnown(store, subscriberAggregate, subscriberId);
  if (!known.ok) return known;
  const stored = await store.load(paymentMethodsAggregate, paymentMethodsIdOf(subscriberId));
  return done(stored ?? noPaymentMethods(subscriberId));
}

export function noPaymentMethods(subscriberId: string): Stored<PaymentMethods> {
  const state: PaymentMethods = { subscriberId, methods: [], autopay: false };
  return { id: paymentMethodsIdOf(subscriberId), version: 0, state, updatedAt: '' };
}
