import type { AutopayRule } from '../contracts/collection.ts';
import { type Invoice, invoiceAggregate } from '../domain/billing/invoice.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { type Dunning, dunningAggregate, dunningIdOf } from '../domain/dunning/dunning.ts';
import { autopayPolicyAggregate, autopayPolicyId, autopayRuleFor } from '../domain/payment/autopay-policy.ts';
import {
  askAgain,
  attemptCollection,
  type Collection,
  type CollectionEvent,
  collectionAggregate,
  collectionIdOf,
} from '../domain/payment/collection.ts';
import {
  defaultMethod,
  type PaymentMethods,
  paymentMethodsAggregate,
  paymentMethodsIdOf,
} from '../domain/payment/methods.ts';
import { done, type Result } from '../domain/result.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { withRetry } from './retry.ts';

/** All on which it depends whether, when and with what an invoice is charged. */
export interface CollectionGround {
  readonly collection: Stored<Collection> | undefined;
  readonly invoice: Stored<Invoice>;
  readonly subscriber: Stored<Subscriber>;
  readonly methods: PaymentMethods | undefined;
  readonly rule: AutopayRule;
  /** On the subscriber's calendar. */
  readonly today: string;
  /** It is to be paid in instalments, or is disputed: nothing is charged meanwhile. */
  readonly isPutOff: boolean;
}

export async function loadCollectionGround(
  store: Store,
  invoiceId: string,
  context: Context,
): Promise<CollectionGround> {
  const invoice = await store.load(invoiceAggregate, invoiceId);
  if (invoice === undefined) throw new Error(`there is no invoice ${invoiceId}`);
  const { subscriberId } = invoice.state;
  const [collection, subscriber, methods, policy, dunning] = await Promise.all([
    store.load(collectionAggregate, collectionIdOf(invoiceId)),
    store.load(subscriberAggregate, subscriberId),
    store.load(paymentMethodsAggregate, paymentMethodsIdOf(subscriberId)),
    store.load(autopayPolicyAggregate, autopayPolicyId),
    store.load(dunningAggregate, dunningIdOf(subscriberId)),
  ]);
  if (subscriber === undefined) throw new Error(`there is no subscriber ${subscriberId}`);
  const { details } = subscriber.state;
  return {
    collection,
    invoice,
    subscriber,
    methods: methods?.state,
    rule: autopayRuleFor(policy?.state, details.category),
    today: localDay(context.now, details.timeZone),
    isPutOff: isPutOff(dunning?.state, invoiceId),
  };
}

/**
 * Changes how an invoice is charged, and where a charge is due by then begins it in the same transaction. Nothing is
 * asked of a provider here: who hears of the charge does that.
 */
export async function collectInvoice(
  { store }: Pick<Ports, 'store'>,
  invoiceId: string,
  context: Context,
  decide: (ground: CollectionGround) => readonly CollectionEvent[] = () => [],
): Promise<void> {
  const id = collectionIdOf(invoiceId);
  const collected = await withRetry(context, async (): Promise<Result<void>> => {
    const ground = await loadCollectionGround(store, invoiceId, context);
    const decided = decide(ground);
    const state = decided.reduce<Collection | undefined>(
      (now, event) => collectionAggregate.evolve(now, event, context.now),
      ground.collection?.state,
    );
    const events = [...decided, ...(state === undefined ? [] : due(state, ground, context))];
    if (events.length === 0) return done(undefined);
    const made = change(collectionAggregate, id, ground.collection, events, context.now);
    const committed = await store.commit([made], context);
    return committed.ok ? done(undefined) : committed;
  });
  if (!collected.ok) throw new Error(`${invoiceId} cannot be collected: ${collected.refusal.message}`);
}

function isPutOff({ plan, disputed = [] }: Partial<Dunning> = {}, invoiceId: string): boolean {
  return plan?.invoiceIds.includes(invoiceId) === true || disputed.some((one) => one.invoiceId === invoiceId);
}

function due(
  state: Collection,
  { invoice, methods, today, isPutOff: waits }: CollectionGround,
  context: Context,
): readonly CollectionEvent[] {
  const { due: minor, currency } = invoice.state;
  const autopay = methods?.autopay ?? false;
  const facts = { today, due: minor, currency, autopay, method: defaultMethod(methods), isPutOff: waits };
  return [...attemptCollection(state, facts), ...askAgain(state, context.now)];
}
