import type { BillingProfile } from '../../contracts/billing-profile.ts';
import type { Note } from '../../contracts/note.ts';
import type { Day } from '../../contracts/scalars.ts';
import type {
  SubscriberDetails,
  SubscriberDetailsChange,
  SubscriberKind,
  SubscriberOrigin,
} from '../../contracts/subscriber.ts';
import { type DetailChanges, effectiveChanges, isSame, withChanges } from '../details.ts';
import { notesKept } from '../notes.ts';
import { done, type Result, refuse } from '../result.ts';
import type { Subscriber, SubscriberEvent } from './subscriber.ts';

export interface NewSubscriber {
  readonly number: string;
  readonly kind: SubscriberKind;
  readonly details: SubscriberDetails;
  readonly billingProfile: BillingProfile;
  readonly origin?: SubscriberOrigin | undefined;
  readonly notes: readonly Note[];
}

/** How much of the subscriber's services stands in the way of a change. */
export interface ServicesHeld {
  /** Any service, terminated ones included. */
  readonly any: boolean;
  /** A service that is not terminated. */
  readonly living: boolean;
}

/** Takes in a subscriber. */
export function createSubscriber(wish: NewSubscriber): Result<readonly SubscriberEvent[]> {
  const { number, kind, details, billingProfile, origin, notes } = wish;
  if (notes.length > notesKept) {
    return refuse(
      'subscriber.too-many-notes',
      `Give ${notesKept} notes at most; add the others later.`,
      '/notes',
    );
  }
  const data = { ...details, number, kind, billingProfile, notes: [...notes] };
  return done([{ type: 'subscriber.created', data: origin === undefined ? data : { ...data, origin } }]);
}

/**
 * Corrects or completes what is known. The currency is fixed by the first service: what was charged in one currency
 * cannot be settled in another.
 */
export function changeSubscriberDetails(
  subscriber: Subscriber,
  changes: SubscriberDetailsChange,
  services: ServicesHeld,
): Result<readonly SubscriberEvent[]> {
  const effective = effectiveChanges<SubscriberDetails, SubscriberDetailsChange>(subscriber.details, changes);
  if (effective === undefined) return done([]);
  if (effective.currency !== undefined && services.any) {
    return refuse(
      'subscriber.currency-fixed',
      `The currency stays ${subscriber.details.currency} since there are services; make another subscriber for ${effective.currency}.`,
      '/currency',
    );
  }
  return done([{ type: 'subscriber.details-changed', data: { changes: effective } }]);
}

/** Bills the subscriber by another profile from now on. Parts that are left out stay as they are; `null` forgets one. */
export function changeBillingProfile(
  subscriber: Subscriber,
  changes: DetailChanges<BillingProfile>,
): readonly SubscriberEvent[] {
  const billingProfile = withChanges(subscriber.billingProfile, changes);
  if (isSame(billingProfile, subscriber.billingProfile)) return [];
  return [{ type: 'subscriber.billing-profile-changed', data: { billingProfile } }];
}

/** Who pays for a subscriber's services. */
export type Payer = 'self' | 'parent';

/**
 * Lets the parent pay for the subscriber's services, or the subscriber itself, from today on. A payer goes with the
 * parent: under another one that one pays, and without a parent the subscriber pays itself.
 */
export function changePayer(
  subscriber: Subscriber,
  {
    payer,
    parentId,
    today,
  }: { readonly payer: Payer; readonly parentId: string | undefined; readonly today: Day },
): Result<readonly SubscriberEvent[]> {
  if (payer === 'parent' && parentId === undefined) {
    return refuse(
      'subscriber.parent-missing',
      'There is no parent that could pay; name one as parentId.',
      '/payer',
    );
  }
  const payerId = payer === 'parent' ? (parentId ?? null) : null;
  const formerId = subscriber.payerId ?? null;
  if (payerId === formerId) return done([]);
  return done([{ type: 'subscriber.payer-changed', data: { payerId, formerId, on: today } }]);
}

/** Adds a note, whatever the subscriber's status. */
export function addSubscriberNote(note: Note): readonly SubscriberEvent[] {
  return [{ type: 'subscriber.note-added', data: { note } }];
}

/** Ends the relation once nothing is delivered any more; what is still owed stays owed. */
export function closeSubscriber(
  subscriber: Subscriber,
  services: ServicesHeld,
): Result<readonly SubscriberEvent[]> {
  if (subscriber.status === 'closed') return done([]);
  if (services.living) {
    return refuse(
      'subscriber.has-services',
      'Terminate all services of this subscriber first; then it can be closed.',
      '/status',
    );
  }
  return done([{ type: 'subscriber.closed', data: {} }]);
}

/** Takes a closed relation up again. */
export function reopenSubscriber(subscriber: Subscriber): readonly SubscriberEvent[] {
  return subscriber.status === 'active' ? [] : [{ type: 'subscriber.reopened', data: {} }];
}
