import type {
  AutopayRule,
  CollectionAttempt,
  CollectionState,
  CollectionStopReason,
} from '../../contracts/collection.ts';
import type { CollectionAccepted } from '../../contracts/events/collection-accepted.ts';
import type { CollectionAskedAgain } from '../../contracts/events/collection-asked-again.ts';
import type { CollectionAttempted } from '../../contracts/events/collection-attempted.ts';
import type { CollectionDeclined } from '../../contracts/events/collection-declined.ts';
import type { CollectionScheduled } from '../../contracts/events/collection-scheduled.ts';
import type { CollectionStopped } from '../../contracts/events/collection-stopped.ts';
import type { CollectionSucceeded } from '../../contracts/events/collection-succeeded.ts';
import type { SavedMethod } from '../../contracts/saved-method.ts';
import type { Day, Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { dayNumber, dayOf } from '../billing/days.ts';
import type { Invoice } from '../billing/invoice.ts';

export type CollectionEvent =
  | CollectionScheduled
  | CollectionAttempted
  | CollectionAskedAgain
  | CollectionAccepted
  | CollectionSucceeded
  | CollectionDeclined
  | CollectionStopped;

/** How an invoice is charged to a saved method without the subscriber being there. */
export interface Collection {
  readonly state: CollectionState;
  readonly subscriberId: string;
  readonly invoiceId: string;
  readonly number: string;
  /** Of `scheduled`: the day of the next charge on the subscriber's calendar. */
  readonly nextOn?: Day;
  readonly attempts: readonly CollectionAttempt[];
  readonly stopped?: CollectionStopReason;
  /** When the provider was last asked; of `charging`. */
  readonly askedAt?: Instant;
}

/** There is one per invoice, so its id follows from the invoice's. */
export function collectionIdOf(invoiceId: string): string {
  return `col_${invoiceId.slice(invoiceId.indexOf('_') + 1)}`;
}

/** The provider makes one charge for it, however often it is asked. */
export function chargeKey(invoiceId: string, attempt: number): string {
  return `${collectionIdOf(invoiceId)}-${attempt}`;
}

export function lastAttempt(collection: Collection): CollectionAttempt | undefined {
  return collection.attempts.at(-1);
}

/** Whether money may be on its way: nobody else may be asked for it. */
export function isUnderway({ state }: Collection): boolean {
  return state === 'charging' || state === 'pending';
}

/** Has an invoice charged, as the rule says; one that is charged already, or was, stays as it is. */
export function scheduleCollection(
  collection: Collection | undefined,
  invoice: Pick<Invoice, 'subscriberId' | 'number' | 'dueOn' | 'due'>,
  invoiceId: string,
  { chargeOn }: AutopayRule,
  today: Day,
): readonly CollectionEvent[] {
  const isOver = collection === undefined || collection.state === 'stopped';
  if (!isOver || invoice.due <= 0) return [];
  const on = chargeOn === 'issue' || invoice.dueOn < today ? today : invoice.dueOn;
  const { subscriberId, number } = invoice;
  return [{ type: 'collection.scheduled', data: { subscriberId, invoiceId, number, on } }];
}

/** Where the invoice and the subscriber's methods stand when a charge is due. */
export interface CollectionFacts {
  readonly today: Day;
  readonly due: number;
  readonly currency: string;
  readonly autopay: boolean;
  readonly method: SavedMethod | undefined;
  /** It is to be paid in instalments, or is disputed. */
  readonly isPutOff: boolean;
}

/** What is to be done of a collection today; nothing when its day has not come. */
export function attemptCollection(
  collection: Collection,
  { today, due, currency, autopay, method, isPutOff }: CollectionFacts,
): readonly CollectionEvent[] {
  if (isUnderway(collection) || collection.nextOn === undefined) return [];
  const stop = (reason: CollectionStopReason): readonly CollectionEvent[] => [
    { type: 'collection.stopped', data: { reason } },
  ];
  if (due <= 0) return stop('settled');
  if (!autopay) return stop('autopay-off');
  if (collection.nextOn > today || isPutOff) return [];
  if (method === undefined) return stop('no-method');
  const { methodId, provider, token, customer, label } = method;
  const attempt = collection.attempts.length + 1;
  const money = { minor: due, currency };
  const of = customer === undefined ? {} : { customer };
  return [
    { type: 'collection.attempted', data: { attempt, methodId, provider, token, ...of, label, money } },
  ];
}

/** A provider that did not answer is asked again after so long; its queue has given up by then. */
const askAgainAfterMs = 60 * 60 * 1000;

/** Asks for the same charge again when nothing was heard of it for long. */
export function askAgain(collection: Collection, now: Instant): readonly CollectionEvent[] {
  const { state, askedAt } = collection;
  const attempt = lastAttempt(collection)?.attempt;
  if (state !== 'charging' || askedAt === undefined || attempt === undefined) return [];
  return Date.parse(now) - Date.parse(askedAt) < askAgainAfterMs
    ? []
    : [{ type: 'collection.asked-again', data: { attempt } }];
}

/** What a provider says of a charge. */
export type ChargeOutcome =
  | { readonly outcome: 'succeeded'; readonly providerPaymentId: string }
  | { readonly outcome: 'accepted'; readonly providerPaymentId: string }
  | {
      readonly outcome: 'declined';
      readonly reason: string;
      /** The method will never do: it is not tried again. */
      readonly isFinal: boolean;
      readonly providerPaymentId?: string | undefined;
    };

/** What follows from it; a repeat, and what comes after the end, say nothing. */
export function endAttempt(
  collection: Collection,
  told: ChargeOutcome,
  { retryAfterDays }: AutopayRule,
  today: Day,
): readonly CollectionEvent[] {
  const last = lastAttempt(collection);
  if (last === undefined || !isUnderway(collection)) return [];
  const { attempt, label } = last;
  if (told.outcome === 'accepted') {
    const { providerPaymentId } = told;
    return collection.state === 'pending'
      ? []
      : [{ type: 'collection.accepted', data: { attempt, providerPaymentId } }];
  }
  if (told.outcome !== 'declined') {
    const { providerPaymentId } = told;
    return [{ type: 'collection.succeeded', data: { attempt, providerPaymentId } }];
  }
  const { subscriberId, invoiceId, number, attempts } = collection;
  const { reason, isFinal, providerPaymentId } = told;
  const wait = isFinal ? undefined : retryAfterDays[attempts.length - 1];
  const nextOn = wait === undefined ? undefined : dayOf(dayNumber(today) + wait);
  const declined: CollectionEvent = {
    type: 'collection.declined',
    data: {
      subscriberId,
      invoiceId,
      number,
      attempt,
      label,
      reason,
      ...(providerPaymentId === undefined ? {} : { providerPaymentId }),
      ...(nextOn === undefined ? {} : { nextOn }),
    },
  };
  return nextOn === undefined
    ? [declined, { type: 'collection.stopped', data: { reason: isFinal ? 'declined' : 'exhausted' } }]
    : [declined];
}

/** The bank took back what had paid the invoice: that was a decline, of which it told late. */
export function failLate(
  collection: Collection,
  { providerPaymentId, reason }: { readonly providerPaymentId: string; readonly reason: string },
  rule: AutopayRule,
  today: Day,
): readonly CollectionEvent[] {
  if (collection.state !== 'paid' || lastAttempt(collection)?.providerPaymentId !== providerPaymentId)
    return [];
  const told = { outcome: 'declined' as const, reason, isFinal: false, providerPaymentId };
  return endAttempt({ ...collection, state: 'pending' }, told, rule, today);
}

/** A debit takes days. Of one that nothing is heard of for longer, nobody knows whether it will ever come. */
const longestPendingMs = 21 * 86_400_000;

/** Whether nothing is taken of services meanwhile because the money may be on its way. */
export function isAwaited(collection: Collection, now: Instant): boolean {
  const askedAt = lastAttempt(collection)?.at;
  return (
    isUnderway(collection) &&
    askedAt !== undefined &&
    Date.parse(now) - Date.parse(askedAt) < longestPendingMs
  );
}

/** The invoice needs no more charge; one that is under way is heard of to its end. */
export function stopCollection(
  collection: Collection,
  reason: CollectionStopReason,
): readonly CollectionEvent[] {
  return collection.state === 'scheduled' ? [{ type: 'collection.stopped', data: { reason } }] : [];
}

export const collectionAggregate: Aggregate<Collection, CollectionEvent> = {
  type: 'collection',
  evolve(state, event, at) {
    if (event.type === 'collection.scheduled') {
      const { on: nextOn, ...data } = event.data;
      return { ...data, nextOn, attempts: state?.attempts ?? [], state: 'scheduled' };
    }
    if (state === undefined) throw new Error(`${event.type} on a collection that was not scheduled`);
    const { nextOn: _, askedAt: __, ...rest } = state;
    const attempts = (outcome: Partial<CollectionAttempt>) =>
      state.attempts.map((one, i) => (i === state.attempts.length - 1 ? { ...one, ...outcome } : one));
    switch (event.type) {
      case 'collection.attempted':
        return {
          ...rest,
          state: 'charging',
          askedAt: at,
          attempts: [...state.attempts, { ...event.data, at }],
        };
      case 'collection.asked-again':
        return { ...rest, askedAt: at };
      case 'collection.accepted': {
        const { providerPaymentId } = event.data;
        return { ...rest, state: 'pending', attempts: attempts({ outcome: 'pending', providerPaymentId }) };
      }
      case 'collection.succeeded': {
        const { providerPaymentId } = event.data;
        return { ...rest, state: 'paid', attempts: attempts({ outcome: 'succeeded', providerPaymentId }) };
      }
      case 'collection.declined': {
        const { reason, providerPaymentId, nextOn } = event.data;
        const outcome = {
          outcome: 'declined' as const,
          reason,
          ...(providerPaymentId === undefined ? {} : { providerPaymentId }),
        };
        return {
          ...rest,
          state: 'scheduled',
          attempts: attempts(outcome),
          ...(nextOn === undefined ? {} : { nextOn }),
        };
      }
      case 'collection.stopped':
        return { ...rest, state: 'stopped', stopped: event.data.reason };
    }
  },
  // Waits for its day, and for an answer that does not come.
  links: ({ subscriberId, state, nextOn, askedAt }) => {
    const dueOn = state === 'charging' ? askedAt?.slice(0, 10) : nextOn;
    return { owner: subscriberId, ...(dueOn === undefined ? {} : { dueOn }) };
  },
};
