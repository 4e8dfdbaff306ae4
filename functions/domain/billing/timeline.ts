import type { SuspensionReason } from '../../contracts/billing-profile.ts';
import type { ServiceExtra, ServicePlan } from '../../contracts/catalog.ts';
import type { EventEnvelope } from '../../contracts/event.ts';
import type { ServiceActivated } from '../../contracts/events/service-activated.ts';
import type { ServiceChanged } from '../../contracts/events/service-changed.ts';
import type { ServiceResumed } from '../../contracts/events/service-resumed.ts';
import type { ServiceSelected } from '../../contracts/events/service-selected.ts';
import type { ServiceSuspended } from '../../contracts/events/service-suspended.ts';
import type { ServiceTerminated } from '../../contracts/events/service-terminated.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { DayNumber } from './days.ts';

/** What is true of a service from a day on, as far as billing is concerned. */
export interface Standing {
  readonly from: DayNumber;
  readonly state: 'active' | 'suspended' | 'terminated';
  readonly reason?: SuspensionReason;
  readonly plan: ServicePlan;
  /** The event that put this plan on the service. */
  readonly planEvent: string;
  readonly extras: readonly HeldExtra[];
  /** The event since which the service is in this state. */
  readonly stateEvent: string;
  /** All events that took effect on the day `from`. */
  readonly events: readonly string[];
}

export interface HeldExtra {
  readonly extra: ServiceExtra;
  readonly addedOn: DayNumber;
  readonly event: string;
}

/** A service's history reduced to what billing rests on: one standing per day on which something changed. */
export interface ServiceTimeline {
  readonly serviceId: string;
  readonly activatedOn: DayNumber;
  readonly standings: readonly Standing[];
}

type BillingFact =
  | ServiceSelected
  | ServiceActivated
  | ServiceChanged
  | ServiceSuspended
  | ServiceResumed
  | ServiceTerminated;

/** The types of service events that change what is charged. */
export const billingFactTypes: readonly BillingFact['type'][] = [
  'service.selected',
  'service.activated',
  'service.changed',
  'service.suspended',
  'service.resumed',
  'service.terminated',
];

function isBillingFact(event: { readonly type: string }): boolean {
  return (billingFactTypes as readonly string[]).includes(event.type);
}

interface Walk {
  standing: Omit<Standing, 'from' | 'events'> | undefined;
  selected: { plan: ServicePlan; extras: readonly ServiceExtra[]; event: string } | undefined;
  /** What was removed on the day under way, so that putting it back on that day is no new start. */
  removedToday: HeldExtra[];
}

function step(walk: Walk, fact: BillingFact, eventId: string, on: DayNumber): void {
  if (fact.type === 'service.selected') {
    walk.selected = { plan: fact.data.plan, extras: fact.data.extras, event: eventId };
    return;
  }
  const { standing, selected } = walk;
  if (fact.type === 'service.activated') {
    if (selected === undefined || standing !== undefined) return;
    walk.standing = {
      state: 'active',
      plan: selected.plan,
      planEvent: selected.event,
      extras: selected.extras.map((extra) => ({ extra, addedOn: on, event: selected.event })),
      stateEvent: eventId,
    };
    return;
  }
  if (fact.type === 'service.changed' && standing === undefined && selected !== undefined) {
    // A change before activation is a change of what was selected.
    const { plan, addExtras = [], removeExtras = [] } = fact.data.change;
    walk.selected = {
      plan: plan ?? selected.plan,
      extras: [...selected.extras.filter(({ itemId }) => !removeExtras.includes(itemId)), ...addExtras],
      event: eventId,
    };
    return;
  }
  // Termination is final, and nothing is billed before activation.
  if (standing === undefined || standing.state === 'terminated') return;
  switch (fact.type) {
    case 'service.changed': {
      const { plan, addExtras = [], removeExtras = [] } = fact.data.change;
      const leaving = standing.extras.filter(({ extra }) => removeExtras.includes(extra.itemId));
      walk.removedToday.push(...leaving);
      const coming = addExtras.map(
        (extra): HeldExtra =>
          walk.removedToday.find((held) => held.extra.itemId === extra.itemId) ?? {
            extra,
            addedOn: on,
            event: eventId,
          },
      );
      walk.standing = {
        ...standing,
        ...(plan === undefined ? {} : { plan, planEvent: eventId }),
        extras: [...standing.extras.filter((held) => !leaving.includes(held)), ...coming],
      };
      return;
    }
    case 'service.suspended':
      walk.standing = { ...standing, state: 'suspended', reason: fact.data.reason, stateEvent: eventId };
      return;
    case 'service.resumed': {
      const { reason: _, ...rest } = standing;
      walk.standing = { ...rest, state: 'active', stateEvent: eventId };
      return;
    }
    case 'service.terminated':
      walk.standing = { ...standing, state: 'terminated', stateEvent: eventId };
  }
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
  const walk: Walk = { standing: undefined, selected: undefined, removedToday: [] };
  const standings: Standing[] = [];
  let today = Number.NEGATIVE_INFINITY;
  let events: string[] = [];
  for (const envelope of history) {
    if (!isBillingFact(envelope)) continue;
    const fact = { type: envelope.type, data: envelope.data } as unknown as BillingFact;
    const on = Math.max(today, dayOf('provenAt' in fact.data ? fact.data.provenAt : envelope.at));
    if (on > today) {
      today = on;
      events = [];
      walk.removedToday = [];
    }
    events.push(envelope.eventId);
    step(walk, fact, envelope.eventId, on);
    if (walk.standing === undefined) continue;
    const standing: Standing = { ...walk.standing, from: on, events };
    if (standings.at(-1)?.from === on) standings[standings.length - 1] = standing;
    else standings.push(standing);
  }
  const [first] = standings;
  const serviceId = history[0]?.aggregateId;
  return first === undefined || serviceId === undefined
    ? undefined
    : { serviceId, activatedOn: first.from, standings };
}
