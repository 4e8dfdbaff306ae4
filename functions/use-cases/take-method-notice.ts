import {
  methodClaim,
  type PaymentMethods,
  type PaymentMethodsEvent,
  paymentMethodsAggregate,
  paymentMethodsIdOf,
  removeMethod,
  saveMethod,
} from '../domain/payment/methods.ts';
import { done, type Result } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { MethodNotice } from '../ports/payment-provider.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { withRetry } from './retry.ts';

/**
 * Takes what a provider says about a method that it keeps for a payer. Each is one method of one subscriber by its claim,
 * however often and in whatever order it is told of; what belongs to nobody here says nothing.
 */
export function takeMethodNotice(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  provider: string,
  { kind, method: told, reference }: MethodNotice,
  context: Context,
): Promise<Result<{ readonly changed: boolean }>> {
  const method = { ...told, provider };
  const claim = methodClaim(method);
  return withRetry(context, async (): Promise<Result<{ readonly changed: boolean }>> => {
    const holder = await store.holder(claim);
    const id = holder ?? (await idFor(kind, reference.subscriberId));
    if (id === undefined) return done({ changed: false });
    const stored = await store.load(paymentMethodsAggregate, id);
    const subscriberId = stored?.state.subscriberId ?? reference.subscriberId;
    if (subscriberId === undefined) return done({ changed: false });
    const events = decide(stored, subscriberId);
    if (events.length === 0) return done({ changed: false });
    const isNew = events.some(({ type }) => type === 'payment-methods.saved');
    const isGone = events.some(({ type }) => type === 'payment-methods.removed');
    const made = change(paymentMethodsAggregate, id, stored, events, context.now, {
      claims: isNew ? [claim] : [],
      releases: isGone ? [claim] : [],
    });
    const committed = await store.commit([made], context);
    if (committed.ok) return done({ changed: true });
    return committed.refusal.code === 'store.claim-taken'
      ? { ok: false, refusal: { ...committed.refusal, code: 'store.version-conflict' } }
      : committed;
  });

  /** Only a method that is saved may be new, and only to somebody who exists. */
  async function idFor(
    told: MethodNotice['kind'],
    subscriberId: string | undefined,
  ): Promise<string | undefined> {
    if (told !== 'method-saved' || subscriberId === undefined) return undefined;
    const subscriber = await store.load(subscriberAggregate, subscriberId);
    return subscriber === undefined ? undefined : paymentMethodsIdOf(subscriberId);
  }

  function decide(
    stored: Stored<PaymentMethods> | undefined,
    subscriberId: string,
  ): readonly PaymentMethodsEvent[] {
    if (kind !== 'method-gone') return saveMethod(stored?.state, subscriberId, ids.next('mtd'), method);
    const known = stored?.state.methods.find(
      (one) => one.provider === provider && one.token === method.token,
    );
    const removed = removeMethod(stored?.state, known?.methodId ?? '', 'provider');
    return removed.ok ? removed.value : [];
  }
}
