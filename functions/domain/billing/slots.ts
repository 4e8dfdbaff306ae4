import type { BillingProfile } from '../../contracts/billing-profile.ts';
import type { Accounting, BillingPeriod, ChargeTiming } from '../../contracts/catalog.ts';
import { type DatedProfile, profileOn } from './billing-terms.ts';
import { type DayNumber, dayOfMonth, never } from './days.ts';
import type { Anchor } from './periods.ts';
import type { ServiceTimeline, Standing } from './timeline.ts';

/** Days `[from, to)` on which one item is to be charged under one set of terms. */
export interface Segment {
  readonly from: DayNumber;
  /** `never` while nothing ends it. */
  readonly to: DayNumber;
  readonly itemId: string;
  readonly item: string;
  /** Names item, version and percentage. */
  readonly terms: string;
  readonly price: number;
  readonly currency: string;
  readonly period: BillingPeriod;
  readonly charge: ChargeTiming;
  /** Percentage of the price that is charged: 100, or less during a suspension. */
  readonly rate: number;
  /** The service events that a charge for these days rests on, and those that ended them. */
  readonly events: readonly string[];
  readonly endedBy: readonly string[];
}

/** A place in a service where one thing is charged at a time: its plan, or one add-on or piece of equipment. */
export interface Slot {
  readonly slotId: string;
  readonly kind: 'plan' | 'add-on' | 'equipment';
  readonly accounting: Accounting;
  readonly onTermination: 'bill-rest' | 'forgive';
  readonly segments: readonly Segment[];
  /** The day on which the thing left the service or the service ended. */
  readonly endedOn?: DayNumber;
  readonly endedBy: readonly string[];
}

export interface ServiceSlots {
  readonly serviceId: string;
  readonly activatedOn: DayNumber;
  readonly anchor: Anchor;
  readonly slots: readonly Slot[];
}

interface Draft {
  kind: Slot['kind'];
  accounting: Accounting;
  onTermination: Slot['onTermination'];
  segments: Segment[];
  present: boolean;
  endedOn: DayNumber | undefined;
  endedBy: readonly string[];
}

type Terms = Pick<Segment, 'itemId' | 'item' | 'price' | 'currency' | 'period' | 'charge'> & {
  readonly name: string;
  readonly startsOn: DayNumber;
  readonly event: string;
};

/** What billing charges in a standing, in per cent of the price. */
function rateOf(standing: Standing, policy: BillingProfile['suspension']): number {
  if (standing.state === 'terminated') return 0;
  if (standing.state === 'active' || standing.reason === undefined) return 100;
  const rule = policy[standing.reason] ?? 'continue';
  return rule === 'stop' ? 0 : rule === 'continue' ? 100 : rule;
}

/** Charges from `startsOn` on; a segment that goes on under the same terms is one segment. */
function extend(draft: Draft, terms: Terms, standing: Standing, rate: number, to: DayNumber): void {
  const from = Math.max(standing.from, terms.startsOn);
  if (rate === 0 || from >= to) return;
  const name = rate === 100 ? terms.name : `${terms.name}@${rate}`;
  const last = draft.segments.at(-1);
  if (last !== undefined && last.to === from && last.terms === name) {
    draft.segments[draft.segments.length - 1] = { ...last, to };
    return;
  }
  const { name: _, startsOn: __, event, ...rest } = terms;
  draft.segments.push({
    ...rest,
    from,
    to,
    terms: name,
    rate,
    events: [...new Set([event, standing.stateEvent])],
    endedBy: [],
  });
}

/**
 * What is to be charged for a service as it is known on the day `on`: later events do not count yet. A suspension whose
 * reason has no rule in the profile goes on being charged; a change of that rule counts from its day on.
 */
export function slotsOf(
  timeline: ServiceTimeline,
  on: DayNumber,
  profiles: readonly DatedProfile[],
): ServiceSlots {
  const profile = profileOn(profiles, on);
  const known = splitByProfile(
    timeline.standings.filter((standing) => standing.from <= on),
    profiles.filter(({ from }) => from <= on),
  );
  const drafts = new Map<string, Draft>();
  let anchorDay: DayNumber | undefined;

  known.forEach((standing, i) => {
    const to = known[i + 1]?.from ?? never;
    const rate = rateOf(standing, profileOn(profiles, standing.from).suspension);
    const present = new Set<string>();
    const alive = standing.state !== 'terminated';
    const { plan } = standing;
    const trialEnds = timeline.activatedOn + plan.terms.trialDays;
    if (alive && anchorDay === undefined && trialEnds < to) anchorDay = Math.max(standing.from, trialEnds);
    if (alive) {
      present.add('plan');
      extend(
        draftOf(drafts, 'plan', { kind: 'plan', accounting: 'recurring', onTermination: 'forgive' }),
        {
          itemId: plan.planId,
          item: plan.name,
          name: `${plan.planId}:${plan.terms.version}`,
          price: plan.terms.price.minor,
          currency: plan.terms.price.currency,
          period: plan.terms.period,
          charge: plan.terms.charge,
          startsOn: trialEnds,
          event: standing.planEvent,
        },
        standing,
        rate,
        to,
      );
      for (const { extra, addedOn, event } of standing.extras) {
        const { price } = extra;
        present.add(extra.itemId);
        // A purchase is owed in full whatever the service's percentage.
        const owed = rate === 0 || price.accounting === 'recurring' ? rate : 100;
        extend(
          draftOf(drafts, extra.itemId, {
            kind: extra.kind,
            accounting: price.accounting,
            onTermination: price.onTermination,
          }),
          {
            itemId: extra.itemId,
            item: extra.name,
            name: extra.itemId,
            price: price.price.minor,
            currency: price.price.currency,
            period: price.period,
            charge: price.charge,
            startsOn: addedOn + price.trialDays,
            event,
          },
          standing,
          owed,
          to,
        );
      }
    }
    for (const [slotId, draft] of drafts) {
      if (draft.present && !present.has(slotId)) {
        draft.endedOn = standing.from;
        draft.endedBy = standing.events;
      } else if (present.has(slotId)) {
        draft.endedOn = undefined;
        draft.endedBy = [];
      }
      draft.present = present.has(slotId);
    }
  });

  const ended = (at: DayNumber): readonly string[] => known.find(({ from }) => from === at)?.events ?? [];
  const first = known[0]?.from ?? timeline.activatedOn;
  const origin = anchorDay ?? first;
  return {
    serviceId: timeline.serviceId,
    activatedOn: timeline.activatedOn,
    anchor: profile.model === 'cycle' ? { day: dayOfMonth(origin), origin } : { day: profile.cycleDay },
    slots: inOrder([...drafts]).map(([slotId, draft]) => ({
      slotId,
      kind: draft.kind,
      accounting: draft.accounting,
      onTermination: draft.onTermination,
      segments: draft.segments.map((segment) => ({ ...segment, endedBy: ended(segment.to) })),
      ...(draft.endedOn === undefined ? {} : { endedOn: draft.endedOn }),
      endedBy: draft.endedBy,
    })),
  };
}

/** A suspension that outlasts a change of the profile is two standings: one by the old rule, one by the new. */
function splitByProfile(
  standings: readonly Standing[],
  profiles: readonly DatedProfile[],
): readonly Standing[] {
  if (profiles.length < 2) return standings;
  return standings.flatMap((standing, i): Standing[] => {
    const to = standings[i + 1]?.from ?? never;
    if (standing.state !== 'suspended') return [standing];
    const later = profiles.filter(({ from }) => standing.from < from && from < to);
    return [standing, ...later.map(({ from, event }) => ({ ...standing, from, events: [event] }))];
  });
}

function draftOf(
  drafts: Map<string, Draft>,
  slotId: string,
  what: Pick<Draft, 'kind' | 'accounting' | 'onTermination'>,
): Draft {
  const draft = drafts.get(slotId) ?? {
    ...what,
    segments: [],
    present: false,
    endedOn: undefined,
    endedBy: [],
  };
  drafts.set(slotId, draft);
  return draft;
}

const rank = { plan: 0, 'add-on': 1, equipment: 2 } as const;

/** The plan first, then add-ons, then equipment, each in the order in which they came. */
function inOrder(drafts: [string, Draft][]): [string, Draft][] {
  return drafts.toSorted(([, a], [, b]) => rank[a.kind] - rank[b.kind]);
}
