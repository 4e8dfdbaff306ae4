import type { PricedDiscount } from '../../contracts/billing-ledger.ts';
import type { Accounting, BillingPeriod, ChargeTiming } from '../../contracts/catalog.ts';
import type { DatedProfile } from './billing-terms.ts';
import { type Commitment, commitmentOf, earlyTerminationFee } from './contract.ts';
import { type DayNumber, dayOfMonth, never } from './days.ts';
import {
  appliesTo,
  type Discounted,
  discountedPrices,
  endOfDiscount,
  type HeldDiscount,
  inRank,
  type Priced,
} from './discounts.ts';
import type { Anchor } from './periods.ts';
import type { Proration } from './proration.ts';
import { type RatedStanding, ratedStandings } from './suspension.ts';
import type { HeldExtra, ServiceTimeline } from './timeline.ts';

/** Days `[from, to)` on which one item is to be charged under one set of terms. */
export interface Segment {
  readonly from: DayNumber;
  /** `never` while nothing ends it. */
  readonly to: DayNumber;
  readonly itemId: string;
  readonly item: string;
  /** Of the plan; left out for everything else. */
  readonly version?: number;
  /** Names item, version, discounts and percentage. */
  readonly terms: string;
  /** Of a full period, after discounts. */
  readonly price: number;
  readonly listPrice: number;
  readonly discounts: readonly PricedDiscount[];
  readonly currency: string;
  readonly period: BillingPeriod;
  readonly charge: ChargeTiming;
  /** Percentage of the price that is charged: 100, or less during a suspension. */
  readonly rate: number;
  /** The service events that a charge for these days rests on, and those that ended them. */
  readonly events: readonly string[];
  readonly endedBy: readonly string[];
}

/** A place in a service where one thing is charged at a time: its plan, an add-on, a piece of equipment, or a fee. */
export interface Slot {
  readonly slotId: string;
  readonly kind: 'plan' | 'add-on' | 'equipment' | 'fee';
  readonly accounting: Accounting;
  readonly onTermination: 'bill-rest' | 'forgive';
  readonly segments: readonly Segment[];
  /** The day on which the thing left the service, was paid off, or the service ended. */
  readonly endedOn?: DayNumber;
  readonly endedBy: readonly string[];
}

/** How periods and parts are reckoned from a day on. */
export interface Reckoning {
  readonly from: DayNumber;
  readonly anchor: Anchor;
  readonly method: Proration;
}

export interface ServiceSlots {
  readonly serviceId: string;
  readonly activatedOn: DayNumber;
  /** In the order of their days; the first holds from the beginning. */
  readonly reckonings: readonly Reckoning[];
  readonly slots: readonly Slot[];
}

/** Slots of fees, which no item can have as its id. */
export const setupFeeSlot = 'setup-fee';
export const earlyTerminationSlot = 'early-termination';
/** Terms of what is charged once beside the plan; their slots bear the id of each. */
export const usageTerms = 'usage';
export const topUpTerms = 'top-up';

/** How periods are reckoned that begin on a day. */
export function reckoningOn(reckonings: readonly Reckoning[], day: DayNumber): Reckoning {
  for (let i = reckonings.length - 1; i > 0; i--) {
    const reckoning = reckonings[i];
    if (reckoning !== undefined && reckoning.from <= day) return reckoning;
  }
  const [first] = reckonings;
  if (first === undefined) throw new Error('a service without a billing profile');
  return first;
}

interface Draft extends Pick<Slot, 'kind' | 'accounting'> {
  onTermination: Slot['onTermination'];
  segments: Segment[];
  present: boolean;
  endedOn: DayNumber | undefined;
  endedBy: readonly string[];
}

type Item = Omit<
  Segment,
  'from' | 'to' | 'terms' | 'listPrice' | 'discounts' | 'rate' | 'events' | 'endedBy'
> &
  Pick<Slot, 'slotId' | 'kind' | 'accounting' | 'onTermination'> & {
    /** Names the item and its version. */
    readonly name: string;
    /** The first day after its trial. */
    readonly startsOn: DayNumber;
    readonly event: string;
  };

const undiscounted: Omit<Discounted, 'price'> = { discounts: [], events: [] };

/**
 * What is to be charged for a service as it is known on the day `on`: later events do not count yet. A suspension whose
 * reason has no rule in the profile goes on being charged; a change of that rule counts from its day on.
 */
export function slotsOf(
  timeline: ServiceTimeline,
  on: DayNumber,
  profiles: readonly DatedProfile[],
): ServiceSlots {
  const inForce = profiles.length < 2 ? profiles : profiles.filter(({ from }, i) => i === 0 || from <= on);
  const known = ratedStandings(
    timeline.standings.filter((standing) => standing.from <= on),
    inForce,
    on,
  );
  const reckonings = reckoningsOf(timeline, known, inForce);
  const drafts = new Map<string, Draft>();
  const ends = new Map<string, DayNumber>();

  for (const standing of known) {
    const items = itemsOf(standing, timeline.activatedOn);
    const present = new Set<string>();
    for (const item of items) {
      present.add(item.slotId);
      draftOf(drafts, item.slotId, item).onTermination = item.onTermination;
    }
    if (standing.rate > 0) chargeItems(standing, items, drafts, ends, reckonings);
    for (const { extra } of standing.extras.filter((held) => isPaidOffAsItCame(held, standing.from))) {
      const draft = drafts.get(extra.itemId);
      if (draft === undefined) continue;
      draft.segments = draft.segments.map((segment) => ({ ...segment, to: segment.from + 1 }));
      draft.present = true;
      present.delete(extra.itemId);
    }
    for (const [slotId, draft] of drafts) {
      if (draft.present && !present.has(slotId)) {
        draft.endedOn = standing.from;
        draft.endedBy = standing.events;
        const paidOff = standing.extras.find(({ extra }) => extra.itemId === slotId)?.paidOff;
        if (paidOff !== undefined) draft.onTermination = paidOff === 'bill' ? 'bill-rest' : 'forgive';
      } else if (present.has(slotId)) {
        draft.endedOn = undefined;
        draft.endedBy = [];
      }
      draft.present = present.has(slotId);
    }
  }

  const ended = (at: DayNumber): readonly string[] => known.find(({ from }) => from === at)?.events ?? [];
  return {
    serviceId: timeline.serviceId,
    activatedOn: timeline.activatedOn,
    reckonings,
    slots: [
      ...inOrder([...drafts]).map(([slotId, draft]) => ({
        slotId,
        kind: draft.kind,
        accounting: draft.accounting,
        onTermination: draft.onTermination,
        segments: draft.segments.map((segment) =>
          segment.to === never ? segment : { ...segment, endedBy: ended(segment.to) },
        ),
        ...(draft.endedOn === undefined ? {} : { endedOn: draft.endedOn }),
        endedBy: draft.endedBy,
      })),
      ...fees(timeline, known),
      ...singles(timeline, known, on),
    ],
  };
}

/** Under `cycle` periods are anchored on the first paid day, under `pro-rata` on the cycle day. */
function reckoningsOf(
  timeline: ServiceTimeline,
  known: readonly RatedStanding[],
  profiles: readonly DatedProfile[],
): readonly Reckoning[] {
  let origin = known[0]?.from ?? timeline.activatedOn;
  for (const { state, from, to, plan } of known) {
    const trialEnds = timeline.activatedOn + plan.terms.trialDays;
    if (state === 'terminated' || trialEnds >= to) continue;
    origin = Math.max(from, trialEnds);
    break;
  }
  return profiles.map(({ from, profile }) => ({
    from,
    anchor: profile.model === 'pro-rata' ? { day: profile.cycleDay } : { day: dayOfMonth(origin), origin },
    method: profile.proration,
  }));
}

/** It stood for that one day, with its first instalment, and the rest falls due beside it. */
const isPaidOffAsItCame = ({ paidOff, addedOn }: HeldExtra, on: DayNumber): boolean =>
  paidOff === 'bill' && addedOn === on;

/** The things on the service that are charged while it stands so. What is paid off is charged no more. */
function itemsOf(
  { from, state, plan, planEvent, extras }: RatedStanding,
  activatedOn: DayNumber,
): readonly Item[] {
  if (state === 'terminated') return [];
  const { terms } = plan;
  const items: Item[] = [
    {
      slotId: 'plan',
      kind: 'plan',
      accounting: 'recurring',
      onTermination: 'forgive',
      itemId: plan.planId,
      item: plan.name,
      version: terms.version,
      name: `${plan.planId}:${terms.version}`,
      price: terms.price.minor,
      currency: terms.price.currency,
      period: terms.period,
      charge: terms.charge,
      startsOn: activatedOn + terms.trialDays,
      event: planEvent,
    },
  ];
  for (const held of extras) {
    const { extra, addedOn, event } = held;
    if (held.paidOff !== undefined && !isPaidOffAsItCame(held, from)) continue;
    const { price } = extra;
    items.push({
      slotId: extra.itemId,
      kind: extra.kind,
      accounting: price.accounting,
      onTermination: price.onTermination,
      itemId: extra.itemId,
      item: extra.name,
      name: extra.itemId,
      price: price.price.minor,
      currency: price.price.currency,
      period: price.period,
      charge: price.charge,
      startsOn: addedOn + price.trialDays,
      event,
    });
  }
  return items;
}

/** Adds the days of a standing to the segments of its items, cut where a discount begins or ends. */
function chargeItems(
  standing: RatedStanding,
  items: readonly Item[],
  drafts: ReadonlyMap<string, Draft>,
  ends: Map<string, DayNumber>,
  reckonings: readonly Reckoning[],
): void {
  const { from, to, discounts } = standing;
  if (discounts.length === 0) {
    for (const item of items) {
      extend(drafts, item, standing, { from, to }, { price: item.price, ...undiscounted });
    }
    return;
  }
  const recurring = items.filter(({ accounting }) => accounting === 'recurring');
  const cuts = new Set([from, to]);
  const holding = inRank(discounts).map((held) => {
    const spans = new Map<string, { from: DayNumber; to: DayNumber }>();
    for (const item of recurring) {
      if (!appliesTo(held, item.slotId)) continue;
      const span = spanOf(held, item, standing, ends, reckonings);
      spans.set(item.slotId, span);
      for (const day of [span.from, span.to]) if (from < day && day < to) cuts.add(day);
    }
    return { held, spans };
  });
  for (const { startsOn } of recurring) if (from < startsOn && startsOn < to) cuts.add(startsOn);
  const days = [...cuts].toSorted((a, b) => a - b);
  for (let i = 1; i < days.length; i++) {
    const piece = { from: days[i - 1] ?? from, to: days[i] ?? to };
    const prices = discountedPrices(
      recurring.filter(({ startsOn }) => startsOn <= piece.from) satisfies readonly Priced[],
      holding.map(({ held, spans }) => ({
        held,
        holds: (slotId) => {
          const span = spans.get(slotId);
          return span !== undefined && span.from <= piece.from && piece.from < span.to;
        },
      })),
    );
    for (const item of items) {
      extend(
        drafts,
        item,
        standing,
        piece,
        prices.get(item.slotId) ?? { price: item.price, ...undiscounted },
      );
    }
  }
}

/** The days on which a discount is taken off an item; they are fixed when it is first taken off. */
function spanOf(
  held: HeldDiscount,
  { slotId, startsOn, period }: Item,
  standing: RatedStanding,
  ends: Map<string, DayNumber>,
  reckonings: readonly Reckoning[],
): { from: DayNumber; to: DayNumber } {
  const from = Math.max(held.from, startsOn);
  const key = `${slotId} ${held.discount.discountId}`;
  let to = ends.get(key);
  if (to === undefined) {
    const start = Math.max(from, standing.from);
    to = endOfDiscount(held, start, period, reckoningOn(reckonings, start).anchor);
    ends.set(key, to);
  }
  return { from, to };
}

/** Charges from `startsOn` on; a segment that goes on under the same terms is one segment. */
function extend(
  drafts: ReadonlyMap<string, Draft>,
  item: Item,
  { rate, stateEvent }: RatedStanding,
  days: { readonly from: DayNumber; readonly to: DayNumber },
  { price, discounts, events }: Discounted,
): void {
  const draft = drafts.get(item.slotId);
  const from = Math.max(days.from, item.startsOn);
  if (draft === undefined || from >= days.to) return;
  // A purchase is owed in full whatever the service's percentage.
  const owed = item.accounting === 'recurring' ? rate : 100;
  let terms = item.name;
  for (const { discountId } of discounts) terms += `-${discountId}`;
  if (owed !== 100) terms += `@${owed}`;
  const last = draft.segments.at(-1);
  if (last !== undefined && last.to === from && last.terms === terms && last.price === price) {
    draft.segments[draft.segments.length - 1] = { ...last, to: days.to };
    return;
  }
  draft.segments.push({
    from,
    to: days.to,
    itemId: item.itemId,
    item: item.item,
    ...(item.version === undefined ? {} : { version: item.version }),
    terms,
    price,
    listPrice: item.price,
    discounts,
    currency: item.currency,
    period: item.period,
    charge: item.charge,
    rate: owed,
    events: distinct([item.event, stateEvent, ...events]),
    endedBy: [],
  });
}

/** What is charged once because the service came or went. */
function fees(timeline: ServiceTimeline, known: readonly RatedStanding[]): readonly Slot[] {
  const [first] = known;
  const slots: Slot[] = [];
  if (first === undefined || first.state === 'terminated') return slots;
  const { setupFee, price } = first.plan.terms;
  if (setupFee !== undefined && timeline.setupFeeWaived === undefined) {
    slots.push(fee(setupFeeSlot, first, first.from, setupFee.price.minor, price.currency));
  }
  const last = known.at(-1);
  const commitment = last?.state === 'terminated' && !last.feeWaived ? commitmentBefore(known) : undefined;
  if (last !== undefined && commitment !== undefined) {
    const minor = earlyTerminationFee(commitment, last.stateFrom);
    if (minor > 0) {
      slots.push(fee(earlyTerminationSlot, last, last.stateFrom, minor, price.currency, commitment.event));
    }
  }
  return slots;
}

/** What was used or bought beside the plan: each once, from the day on which its event says so. */
function singles(
  { singles: all }: ServiceTimeline,
  known: readonly RatedStanding[],
  on: DayNumber,
): readonly Slot[] {
  const [first] = known;
  if (first === undefined) return [];
  return all
    .filter(({ on: since, minor }) => since <= on && minor > 0)
    .map(({ kind, thingId, on: since, itemId, item, minor, currency, event }) => {
      const slot = fee(kind, first, since, minor, currency, event);
      const [segment] = slot.segments;
      return {
        ...slot,
        slotId: `${kind}:${thingId}`,
        segments: segment === undefined ? [] : [{ ...segment, itemId, item, events: [event] }],
      };
    });
}

function fee(
  slotId: string,
  { plan, planEvent, stateEvent }: RatedStanding,
  from: DayNumber,
  minor: number,
  currency: string,
  event = planEvent,
): Slot {
  const segment: Segment = {
    from,
    to: never,
    itemId: plan.planId,
    item: plan.name,
    terms: slotId,
    price: minor,
    listPrice: minor,
    discounts: [],
    currency,
    period: 'month',
    charge: 'in-advance',
    rate: 100,
    events: distinct([event, stateEvent]),
    endedBy: [],
  };
  return {
    slotId,
    kind: 'fee',
    accounting: 'once',
    onTermination: 'bill-rest',
    segments: [segment],
    endedBy: [],
  };
}

/** The contract that binds longest of those that came on the service: another plan does not end it. */
function commitmentBefore(known: readonly RatedStanding[]): Commitment | undefined {
  let longest: Commitment | undefined;
  let seen: string | undefined;
  for (const { state, plan, planEvent, planFrom } of known) {
    if (state === 'terminated' || planEvent === seen) continue;
    seen = planEvent;
    const commitment = commitmentOf(plan.terms, planFrom, planEvent);
    if (commitment !== undefined && (longest === undefined || commitment.until > longest.until)) {
      longest = commitment;
    }
  }
  return longest;
}

function draftOf(
  drafts: Map<string, Draft>,
  slotId: string,
  { kind, accounting, onTermination }: Pick<Draft, 'kind' | 'accounting' | 'onTermination'>,
): Draft {
  let draft = drafts.get(slotId);
  if (draft === undefined) {
    draft = {
      kind,
      accounting,
      onTermination,
      segments: [],
      present: false,
      endedOn: undefined,
      endedBy: [],
    };
    drafts.set(slotId, draft);
  }
  return draft;
}

/** The few events of a charge, each once. */
function distinct(events: readonly string[]): readonly string[] {
  return events.filter((event, i) => events.indexOf(event) === i);
}

const rank = { plan: 0, 'add-on': 1, equipment: 2, fee: 3 } as const;

/** The plan first, then add-ons, then equipment, each in the order in which they came. */
function inOrder(drafts: [string, Draft][]): [string, Draft][] {
  return drafts.toSorted(([, a], [, b]) => rank[a.kind] - rank[b.kind]);
}
