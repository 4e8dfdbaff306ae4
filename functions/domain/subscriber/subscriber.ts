import type { BillingProfile } from '../../contracts/billing-profile.ts';
import type { SubscriberBillingProfileChanged } from '../../contracts/events/subscriber-billing-profile-changed.ts';
import type { SubscriberClosed } from '../../contracts/events/subscriber-closed.ts';
import type { SubscriberCreated } from '../../contracts/events/subscriber-created.ts';
import type { SubscriberDetailsChanged } from '../../contracts/events/subscriber-details-changed.ts';
import type { SubscriberNoteAdded } from '../../contracts/events/subscriber-note-added.ts';
import type { SubscriberPayerChanged } from '../../contracts/events/subscriber-payer-changed.ts';
import type { SubscriberPersonInvited } from '../../contracts/events/subscriber-person-invited.ts';
import type { SubscriberPersonRemoved } from '../../contracts/events/subscriber-person-removed.ts';
import type { SubscriberReopened } from '../../contracts/events/subscriber-reopened.ts';
import type { Note } from '../../contracts/note.ts';
import type { PersonRole } from '../../contracts/person.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type {
  SubscriberDetails,
  SubscriberKind,
  SubscriberOrigin,
  SubscriberStatus,
} from '../../contracts/subscriber.ts';
import type { Aggregate } from '../aggregate.ts';
import { withChanges } from '../details.ts';
import { withNote } from '../notes.ts';

export type SubscriberEvent =
  | SubscriberCreated
  | SubscriberDetailsChanged
  | SubscriberBillingProfileChanged
  | SubscriberPayerChanged
  | SubscriberNoteAdded
  | SubscriberPersonInvited
  | SubscriberPersonRemoved
  | SubscriberClosed
  | SubscriberReopened;

/** Somebody who may use the account in the portal. */
export interface AccountPerson {
  readonly personId: string;
  readonly email: string;
  readonly role: PersonRole;
  readonly since: Instant;
}

/** The one financial identity: a person or an organization that has services and pays for them. */
export interface Subscriber {
  readonly number: string;
  readonly kind: SubscriberKind;
  readonly status: SubscriberStatus;
  readonly details: SubscriberDetails;
  readonly billingProfile: BillingProfile;
  /** The parent that pays for its services; itself if left out. */
  readonly payerId?: string;
  readonly origin?: SubscriberOrigin;
  /** The latest notes; all of them are in the timeline. */
  readonly notes: readonly Note[];
  /** Who may use the account in the portal; nobody if left out. */
  readonly people?: readonly AccountPerson[];
  readonly createdAt: Instant;
}

function existing(state: Subscriber | undefined, event: SubscriberEvent): Subscriber {
  if (state === undefined) throw new Error(`${event.type} on a subscriber that does not exist`);
  return state;
}

/** The subscriber's state as the fold of its events. A subscriber with a parent is found as belonging to it. */
export const subscriberAggregate: Aggregate<Subscriber, SubscriberEvent> = {
  type: 'subscriber',
  evolve(state, event, at) {
    if (event.type === 'subscriber.created') {
      const { number, kind, billingProfile, origin, notes, ...details } = event.data;
      return {
        number,
        kind,
        status: 'active',
        details,
        billingProfile,
        notes,
        createdAt: at,
        ...(origin === undefined ? {} : { origin }),
      };
    }
    const subscriber = existing(state, event);
    switch (event.type) {
      case 'subscriber.details-changed':
        return { ...subscriber, details: withChanges(subscriber.details, event.data.changes) };
      case 'subscriber.billing-profile-changed':
        return { ...subscriber, billingProfile: event.data.billingProfile };
      case 'subscriber.payer-changed': {
        const { payerId: _, ...rest } = subscriber;
        const { payerId } = event.data;
        return payerId === null ? rest : { ...rest, payerId };
      }
      case 'subscriber.note-added':
        return { ...subscriber, notes: withNote(subscriber.notes, event.data.note) };
      case 'subscriber.person-invited':
      case 'subscriber.person-removed': {
        const others = (subscriber.people ?? []).filter(({ personId }) => personId !== event.data.personId);
        const people =
          event.type === 'subscriber.person-invited' ? [...others, { ...event.data, since: at }] : others;
        return { ...subscriber, people };
      }
      case 'subscriber.closed':
        return { ...subscriber, status: 'closed' };
      case 'subscriber.reopened':
        return { ...subscriber, status: 'active' };
    }
  },
  links: ({ details }) => (details.parentId === undefined ? {} : { owner: details.parentId }),
};
