import type { BillingProfile } from '../../contracts/billing-profile.ts';
import type { EventEnvelope } from '../../contracts/event.ts';
import type { SubscriberBillingProfileChanged } from '../../contracts/events/subscriber-billing-profile-changed.ts';
import type { SubscriberCreated } from '../../contracts/events/subscriber-created.ts';
import type { SubscriberDetailsChanged } from '../../contracts/events/subscriber-details-changed.ts';
import type { Instant } from '../../contracts/scalars.ts';
import { type DayNumber, dayNumber } from './days.ts';
import { localDay } from './local-day.ts';
import type { TaxedBuyer } from './tax-rules.ts';

/** A profile and the day from which on it holds. */
export interface DatedProfile {
  readonly from: DayNumber;
  readonly profile: BillingProfile;
  /** The event that brought it. */
  readonly event: string;
}

/** A class of the subscriber and the day from which on it is in it. */
export interface DatedCategory {
  readonly from: DayNumber;
  readonly category: string | undefined;
  readonly event: string;
}

/** How a subscriber is billed, as it was at every moment: a change counts from its event on and touches nothing before. */
export interface BillingTerms {
  /** In the order of their days; the first holds from the beginning. */
  readonly profiles: readonly DatedProfile[];
  /** In the order of their days; none if it never had one. */
  readonly categories: readonly DatedCategory[];
  /** Who pays, as far as taxes ask: as it is now. What was charged keeps the taxes it was charged with. */
  readonly buyer: TaxedBuyer;
  /** The subscriber's calendar day of an instant, in the time zone that was in force then. */
  readonly dayOf: (at: Instant) => DayNumber;
}

/** A profile that was never another one. */
export function steadyProfile(profile: BillingProfile): readonly DatedProfile[] {
  return [{ from: Number.NEGATIVE_INFINITY, profile, event: '' }];
}

/** The profile that holds on a day. */
export function profileOn(profiles: readonly DatedProfile[], on: DayNumber): BillingProfile {
  const found = profiles.findLast(({ from }) => from <= on) ?? profiles[0];
  if (found === undefined) throw new Error('a subscriber without a billing profile');
  return found.profile;
}

/** The category that holds on a day. */
export function categoryOn(categories: readonly DatedCategory[], on: DayNumber): string | undefined {
  return categories.findLast(({ from }) => from <= on)?.category;
}

function buyerAfter(
  buyer: TaxedBuyer,
  { taxId, taxExemptions }: SubscriberDetailsChanged['data']['changes'],
): TaxedBuyer {
  return {
    taxId: taxId === undefined ? buyer.taxId : (taxId ?? undefined),
    exemptions: taxExemptions === undefined ? buyer.exemptions : (taxExemptions ?? []),
  };
}

/** Reads from a subscriber's history how it was billed when. */
export function readBillingTerms(history: readonly EventEnvelope[]): BillingTerms {
  const zones: { readonly from: Instant; readonly zone: string }[] = [];
  const profiles: DatedProfile[] = [];
  const categories: DatedCategory[] = [];
  let buyer: TaxedBuyer = { exemptions: [] };
  const dayOf = (at: Instant): DayNumber => {
    const zone = zones.findLast(({ from }) => from <= at) ?? zones[0];
    return dayNumber(localDay(at, zone?.zone ?? 'UTC'));
  };
  for (const { type, at, data, eventId } of history) {
    const event = { type, data } as unknown as
      | SubscriberCreated
      | SubscriberDetailsChanged
      | SubscriberBillingProfileChanged;
    switch (event.type) {
      case 'subscriber.created':
        zones.push({ from: at, zone: event.data.timeZone });
        buyer = { taxId: event.data.taxId, exemptions: event.data.taxExemptions ?? [] };
        profiles.push(...steadyProfile(event.data.billingProfile));
        if (event.data.category !== undefined) {
          categories.push({ from: Number.NEGATIVE_INFINITY, category: event.data.category, event: eventId });
        }
        break;
      case 'subscriber.details-changed':
        buyer = buyerAfter(buyer, event.data.changes);
        if (event.data.changes.timeZone !== undefined) {
          zones.push({ from: at, zone: event.data.changes.timeZone });
        }
        if (event.data.changes.category !== undefined) {
          const category = event.data.changes.category ?? undefined;
          categories.push({ from: dayOf(at), category, event: eventId });
        }
        break;
      case 'subscriber.billing-profile-changed': {
        const from = dayOf(at);
        // Of several changes on one day the last one is that day's.
        if (profiles.at(-1)?.from === from) profiles.pop();
        profiles.push({ from, profile: event.data.billingProfile, event: eventId });
      }
    }
  }
  return { profiles, categories, buyer, dayOf };
}
