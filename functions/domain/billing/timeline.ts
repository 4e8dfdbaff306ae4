import type { SuspensionReason } from '../../contracts/billing-profile.ts';
import type { ServiceExtra, ServicePlan } from '../../contracts/catalog.ts';
import type { ServiceDiscount } from '../../contracts/discount.ts';
import type { EventEnvelope } from '../../contracts/event.ts';
import type { ServiceActivated } from '../../contracts/events/service-activated.ts';
import type { ServiceChanged } from '../../contracts/events/service-changed.ts';
import type { ServiceCostCentreChanged } from '../../contracts/events/service-cost-centre-changed.ts';
import type { ServiceDiscountEnded } from '../../contracts/events/service-discount-ended.ts';
import type { ServiceDiscountGranted } from '../../contracts/events/service-discount-granted.ts';
import type { ServiceItemPaidOff } from '../../contracts/events/service-item-paid-off.ts';
import type { ServiceOutageRecorded } from '../../contracts/events/service-outage-recorded.ts';
import type { ServiceResumed } from '../../contracts/events/service-resumed.ts';
import type { ServiceSelected } from '../../contracts/events/service-selected.ts';
import type { ServiceSuspended } from '../../contracts/events/service-suspended.ts';
import type { ServiceTerminated } from '../../contracts/events/service-terminated.ts';
import type { ServiceToppedUp } from '../../contracts/events/service-topped-up.ts';
import type { ServiceUsageRated } from '../../contracts/events/service-usage-rated.ts';
import type { Instant } from '../../contracts/scalars.ts';
import { type DayNumber, dayOf as dayName, dayNumber } from './days.ts';
import type { HeldDiscount } from './discounts.ts';
import { type Outage, outageDays } from './outage.ts';
import type { Place } from './tax-rules.ts';

/** What is true of a service from a day on, as far as billing is concerned. */
export interface Standing {
  readonly from: DayNumber;
  readonly state: 'active' | 'suspended' | 'terminated';
  readonly reason?: SuspensionReason;
  /** The day on which a suspension is planned to end. */
  readonly until?: DayNumber;
  /** Where it is delivered, as a billing policy and taxes ask. */
  readonly siteId: string;
  readonly place: Place;
  readonly plan: ServicePlan;
  /** The event that put this plan on the service, and its day. */
  readonly planEvent: string;
  readonly planFrom: DayNumber;
  readonly extras: readonly HeldExtra[];
  readonly discounts: readonly HeldDiscount[];
  readonly costCentre?: string;
  /** The event since which the service is in this state, and its day. */
  readonly stateEvent: string;
  readonly stateFrom: DayNumber;
  /** Set with the termination: no fee falls due for ending a contract early. */
  readonly feeWaived?: true;
  /** All events that took effect on the day `from`. */
  readonly events: readonly string[];
}

export interface HeldExtra {
  readonly extra: ServiceExtra;
  readonly addedOn: DayNumber;
  readonly event: string;
  /** Its instalments ended early: the rest fell due at once, or was forgiven. */
  readonly paidOff?: 'bill' | 'forgive';
}

/** A service's history reduced to what billing rests on: one standing per day on which something changed. */
export interface ServiceTimeline {
  readonly serviceId: string;
  readonly activatedOn: DayNumber;
  readonly standings: readonly Standing[];
  readonly outages: readonly Outage[];
  /** What is charged once for what was used or bought beside the plan. */
  readonly singles: readonly Single[];
  /** Why the set-up fee of the first plan is not charged. */
  readonly setupFeeWaived?: string;
}

/** A charge that an event names itself: usage that was rated, or volume that was bought. */
export interface Single {
  readonly kind: 'usage' | 'top-up';
  readonly thingId: string;
  readonly on: DayNumber;
  readonly itemId: string;
  readonly item: string;
  readonly minor: number;
  readonly currency: string;
  readonly event: string;
}

type BillingFact =
  | ServiceSelected
  | ServiceActivated
  | ServiceChanged
  | ServiceSuspended
  | ServiceResumed
  | ServiceTerminated
  | ServiceDiscountGranted
  | ServiceDiscountEnded
  | ServiceItemPaidOff
  | ServiceOutageRecorded
  | ServiceUsageRated
  | ServiceToppedUp
  | ServiceCostCentreChanged;

/** The types of service events that change what is charged. */
export const billingFactTypes: readonly BillingFact['type'][] = [
  'service.selected',
  'service.activated',
  'service.changed',
  'service.suspended',
  'service.resumed',
  'service.terminated',
  'service.discount-granted',
  'service.discount-ended',
  'service.item-paid-off',
  'service.outage-recorded',
  'service.usage-rated',
  'service.topped-up',
  'service.cost-centre-changed',
];

function isBillingFact(event: { readonly type: string }): boolean {
  return (billingFactTypes as readonly string[]).includes(event.type);
}

/** What was sold and is not active yet. */
interface Sold {
  siteId: string;
  place: Place;
  plan: ServicePlan;
  extras: readonly ServiceExtra[];
  discounts: readonly { readonly discount: ServiceDiscount; readonly event: string }[];
  costCentre: string | undefined;
  event: string;
}

interface Walk {
  standing: Omit<Standing, 'from' | 'events'> | undefined;
  sold: Sold | undefined;
  setupFeeWaived: string | undefined;
  outages: Outage[];
  singles: Single[];
  /** What was removed on the day under way, so that putting it back on that day is no new start. */
  removedToday: HeldExtra[];
}

function held(discount: ServiceDiscount, event: string, on: DayNumber): HeldDiscount {
  return { discount, event, from: discount.from === undefined ? on : Math.max(on, dayNumber(discount.from)) };
}

function placeOf({ country, region, postalCode }: Place): Place {
  return {
    country,
    ...(region === undefined ? {} : { region }),
    ...(postalCode === undefined ? {} : { postalCode }),
  };
}

function sell(walk: Walk, { data }: ServiceSelected, event: string): void {
  const { plan, extras, discounts = [], setupFeeWaived, costCentre, access, address } = data;
  walk.sold = {
    siteId: access.siteId,
    place: placeOf(address),
    plan,
    extras,
    discounts: discounts.map((discount) => ({ discount, event })),
    costCentre,
    event,
  };
  walk.setupFeeWaived = setupFeeWaived;
}

/** What happens before activation is part of the sale. */
function amend(sold: Sold, fact: BillingFact, event: string): void {
  switch (fact.type) {
    case 'service.changed': {
      const { plan, addExtras = [], removeExtras = [], address } = fact.data.change;
      sold.plan = plan ?? sold.plan;
      if (address !== undefined) sold.place = placeOf(address);
      sold.extras = [...sold.extras.filter(({ itemId }) => !removeExtras.includes(itemId)), ...addExtras];
      sold.event = event;
      return;
    }
    case 'service.discount-granted':
      sold.discounts = [...sold.discounts, { discount: fact.data.discount, event }];
      return;
    case 'service.discount-ended':
      sold.discounts = sold.discounts.filter(({ discount }) => discount.discountId !== fact.data.discountId);
      return;
    case 'service.cost-centre-changed':
      sold.costCentre = fact.data.costCentre ?? undefined;
  }
}

function activate(sold: Sold, stateEvent: string, on: DayNumber): Walk['standing'] {
  const { plan, extras, discounts, costCentre, event, siteId, place } = sold;
  return {
    state: 'active',
    siteId,
    place,
    plan,
    planEvent: event,
    planFrom: on,
    extras: extras.map((extra) => ({ extra, addedOn: on, event })),
    discounts: discounts.map((granted) => held(granted.discount, granted.event, on)),
    ...(costCentre === undefined ? {} : { costCentre }),
    stateEvent,
    stateFrom: on,
  };
}

/** Another network profile alone is no other plan: its price and its contract run on from where they began. */
function planAfter(
  { plan: former }: Pick<Standing, 'plan'>,
  plan: ServicePlan | undefined,
  planEvent: string,
  planFrom: DayNumber,
): Partial<Pick<Standing, 'plan' | 'planEvent' | 'planFrom'>> {
  if (plan === undefined) return {};
  return plan.networkVersion !== undefined &&
    plan.planId === former.planId &&
    plan.terms.version === former.terms.version
    ? { plan }
    : { plan, planEvent, planFrom };
}

function step(walk: Walk, fact: BillingFact, eventId: string, on: DayNumber): void {
  const { standing, sold } = walk;
  if (standing === undefined) {
    if (fact.type === 'service.selected') sell(walk, fact, eventId);
    else if (sold !== undefined && fact.type === 'service.activated') {
      walk.standing = activate(sold, eventId, on);
    } else if (sold !== undefined) amend(sold, fact, eventId);
    return;
  }
  // Termination is final.
  if (standing.state === 'terminated') return;
  switch (fact.type) {
    case 'service.changed': {
      const { plan, addExtras = [], removeExtras = [], address } = fact.data.change;
      const leaving = standing.extras.filter(({ extra }) => removeExtras.includes(extra.itemId));
      walk.removedToday.push(...leaving);
      const coming = addExtras.map(
        (extra): HeldExtra =>
          walk.removedToday.find((known) => known.extra.itemId === extra.itemId) ?? {
            extra,
            addedOn: on,
            event: eventId,
          },
      );
      walk.standing = {
        ...standing,
        ...(address === undefined ? {} : { place: placeOf(address) }),
        ...planAfter(standing, plan, eventId, on),
        extras: [...standing.extras.filter((known) => !leaving.includes(known)), ...coming],
      };
      return;
    }
    case 'service.suspended': {
      const { reason, until } = fact.data;
      walk.standing = {
        ...standing,
        state: 'suspended',
        reason,
        ...(until === undefined ? {} : { until: dayNumber(until) }),
        stateEvent: eventId,
        stateFrom: on,
      };
      return;
    }
    case 'service.resumed': {
      const { reason: _, until: __, ...rest } = standing;
      walk.standing = { ...rest, state: 'active', stateEvent: eventId, stateFrom: on };
      return;
    }
    case 'service.terminated':
      walk.standing = {
        ...standing,
        state: 'terminated',
        stateEvent: eventId,
        stateFrom: on,
        ...(fact.data.waiveFee === true ? { feeWaived: true as const } : {}),
      };
      return;
    case 'service.discount-granted':
      walk.standing = {
        ...standing,
        discounts: [...standing.discounts, held(fact.data.discount, eventId, on)],
      };
      return;
    case 'service.discount-ended':
      walk.standing = {
        ...standing,
        discounts: standing.discounts.filter(({ discount }) => discount.discountId !== fact.data.discountId),
      };
      return;
    case 'service.item-paid-off': {
      const { itemId, rest } = fact.data;
      walk.standing = {
        ...standing,
        extras: standing.extras.map((known) =>
          known.extra.itemId === itemId ? { ...known, paidOff: rest } : known,
        ),
      };
      return;
    }
    case 'service.cost-centre-changed': {
      const { costCentre: _, ...rest } = standing;
      const { costCentre } = fact.data;
      walk.standing = costCentre === null ? rest : { ...rest, costCentre };
    }
  }
}

const octetsPerGigabyte = 1e9;

function singleOf(
  fact: ServiceUsageRated | ServiceToppedUp,
  event: string,
  on: DayNumber,
  planId = '',
): Single {
  if (fact.type === 'service.topped-up') {
    const { topUpId, gigabytes, price, plan } = fact.data.topUp;
    const item = `${plan}: ${gigabytes} GB`;
    return {
      kind: 'top-up',
      thingId: topUpId,
      on,
      itemId: planId,
      item,
      minor: price.minor,
      currency: price.currency,
      event,
    };
  }
  const { usageId, plan, from, to, octets, minor, currency, planId: itemId } = fact.data;
  const gigabytes = (octets / octetsPerGigabyte).toFixed(3);
  const until = dayName(dayNumber(to) - 1);
  const item = `${plan}: ${gigabytes} GB, ${from} – ${until}`;
  return { kind: 'usage', thingId: usageId, on, itemId, item, minor, currency, event };
}

/**
 * Reads a service's history. All that happens on one local day takes effect together: the last state of the day is the
 * state of that day. A service that was never activated has no timeline. `dayOf` gives the subscriber's local day of
 * an instant; an instant before its predecessor's day counts as that day, since the history's order is the truth.
 */
export function readTimeline(
  history: readonly EventEnvelope[],
  dayOf: (at: Instant) => DayNumber,
): ServiceTimeline | undefined {
  const walk: Walk = {
    standing: undefined,
    sold: undefined,
    setupFeeWaived: undefined,
    outages: [],
    singles: [],
    removedToday: [],
  };
  const standings: Standing[] = [];
  let today = Number.NEGATIVE_INFINITY;
  let events: string[] = [];
  for (const envelope of history) {
    if (!isBillingFact(envelope)) continue;
    const { eventId } = envelope;
    const fact = { type: envelope.type, data: envelope.data } as unknown as BillingFact;
    const on = Math.max(today, dayOf('provenAt' in fact.data ? fact.data.provenAt : envelope.at));
    if (fact.type === 'service.outage-recorded') {
      const { outageId, startedAt, endedAt } = fact.data;
      walk.outages.push({
        outageId,
        event: eventId,
        recordedOn: on,
        days: outageDays(startedAt, endedAt, dayOf),
      });
      continue;
    }
    if (fact.type === 'service.usage-rated' || fact.type === 'service.topped-up') {
      walk.singles.push(singleOf(fact, eventId, on, walk.standing?.plan.planId));
      continue;
    }
    if (on > today) {
      today = on;
      events = [];
      walk.removedToday = [];
    }
    events.push(eventId);
    step(walk, fact, eventId, on);
    if (walk.standing === undefined) continue;
    const standing: Standing = { ...walk.standing, from: on, events };
    if (standings.at(-1)?.from === on) standings[standings.length - 1] = standing;
    else standings.push(standing);
  }
  const [first] = standings;
  const serviceId = history[0]?.aggregateId;
  const { outages, singles, setupFeeWaived } = walk;
  return first === undefined || serviceId === undefined
    ? undefined
    : {
        serviceId,
        activatedOn: first.from,
        standings,
        outages,
        singles,
        ...(setupFeeWaived === undefined ? {} : { setupFeeWaived }),
      };
}
