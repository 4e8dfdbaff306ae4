import type { ChargeSilence } from '../../contracts/invoice.ts';
import type { BilledService, ServiceLedger } from './calculate.ts';
import { recurringCharges } from './charges.ts';
import { type DayNumber, dayNumber, dayOf } from './days.ts';
import type { Invoice } from './invoice.ts';
import { within } from './payer.ts';
import { type Segment, type ServiceSlots, type Slot, slotsOf } from './slots.ts';
import type { Standing } from './timeline.ts';
import { workingLine } from './working-ledger.ts';

/** A line that charged for the day, and the credits that took it back. */
export interface DayLine {
  readonly invoiceId: string;
  readonly number: string;
  readonly lineId: string;
  readonly minor: number;
}

/** What was charged on one day for one thing that recurs, or why nothing was. */
export interface DayOfItem {
  readonly itemId: string;
  readonly item: string;
  readonly lines: readonly DayLine[];
  readonly silence?: ChargeSilence;
  /** The day on which it will be charged. */
  readonly dueOn?: string;
  readonly events: readonly string[];
}

export interface DayQuestion {
  readonly service: BilledService;
  readonly ledger: ServiceLedger;
  readonly invoices: readonly { readonly id: string; readonly state: Invoice }[];
  readonly on: DayNumber;
  readonly today: DayNumber;
}

/** Explains one day of a service, thing by thing. None before its activation and after its end. */
export function explainDay(question: DayQuestion): {
  readonly standing: Standing | undefined;
  readonly items: readonly DayOfItem[];
} {
  const { service, on, today } = question;
  const { timeline, profiles, spans } = service;
  const standing = timeline.standings.findLast(({ from }) => from <= on);
  if (standing === undefined || standing.state === 'terminated') return { standing, items: [] };
  const slots = slotsOf(timeline, Math.max(on, today), profiles);
  const items = [
    { slotId: 'plan', itemId: standing.plan.planId, item: standing.plan.name, event: standing.planEvent },
    ...standing.extras
      .filter(({ extra }) => extra.price.accounting === 'recurring')
      .map(({ extra, event }) => ({ slotId: extra.itemId, itemId: extra.itemId, item: extra.name, event })),
  ];
  return {
    standing,
    items: items.map(({ slotId, itemId, item, event }) => {
      const whole = slots.slots.find((slot) => slot.slotId === slotId);
      const slot = whole && spans !== undefined ? within(whole, spans) : whole;
      const told = { itemId, item, events: [...new Set([event, standing.stateEvent])] };
      return { ...told, ...explainItem(question, { slots, slot, whole, standing, itemId }) };
    }),
  };
}

interface Subject {
  readonly slots: ServiceSlots;
  readonly slot: Slot | undefined;
  /** The slot whoever pays. */
  readonly whole: Slot | undefined;
  readonly standing: Standing;
  readonly itemId: string;
}

function explainItem(
  question: DayQuestion,
  subject: Subject,
): Pick<DayOfItem, 'lines' | 'silence' | 'dueOn'> & { events?: readonly string[] } {
  const { on } = question;
  const charged = linesOf(question, subject, ({ state }) => state !== 'void');
  const open = charged.filter(({ takenBack }) => !takenBack);
  if (open.length > 0) {
    const lines = open.map(({ line }) => line);
    const forgiven = open.every(({ forgiven: all }) => all);
    return forgiven ? { lines, silence: 'forgiven' } : { lines };
  }
  const holds = (slot: Slot | undefined) => slot?.segments.find(({ from, to }) => from <= on && on < to);
  const segment = holds(subject.slot);
  if (segment === undefined) {
    const silence = holds(subject.whole) === undefined ? whyNotWanted(question, subject) : 'other-payer';
    return { lines: [], silence };
  }
  if (segment.price === 0) {
    return {
      lines: [],
      silence: segment.listPrice === 0 ? 'free' : 'discounted',
      events: segment.events,
    };
  }
  return whyNotYet(question, subject, segment);
}

/** The trial of the plan or of an extra, or what a suspension's policy says. */
function whyNotWanted({ service, on }: DayQuestion, { standing, itemId }: Subject): ChargeSilence {
  const extra = standing.extras.find((held) => held.extra.itemId === itemId);
  const paidFrom =
    extra === undefined
      ? service.timeline.activatedOn + standing.plan.terms.trialDays
      : extra.addedOn + extra.extra.price.trialDays;
  return on < paidFrom ? 'trial' : 'suspended';
}

function whyNotYet(
  question: DayQuestion,
  { slots, slot, itemId, ...rest }: Subject,
  segment: Segment,
): Pick<DayOfItem, 'lines' | 'silence' | 'dueOn'> {
  const { on, today, ledger } = question;
  const known = slot === undefined ? undefined : ledger[slot.slotId];
  const covering = known?.lines.find(
    ({ terms, from, until }) => terms === segment.terms && dayNumber(from) <= on && on < dayNumber(until),
  );
  if (covering !== undefined) {
    return { lines: [], silence: covering.method === 'none' ? 'no-part-price' : 'rounded-to-zero' };
  }
  const voided = linesOf(question, { slots, slot, itemId, ...rest }, ({ state }) => state === 'void');
  const due = slot === undefined ? undefined : dueDay(question, slots, slot);
  const silence =
    voided.length > 0
      ? 'voided'
      : due !== undefined && due <= today
        ? 'not-run'
        : segment.charge === 'in-arrear'
          ? 'in-arrear'
          : on > today
            ? 'in-future'
            : 'not-run';
  return { lines: [], silence, ...(due === undefined ? {} : { dueOn: dayOf(due) }) };
}

/** The day on which the charge that holds the day asked for is made. */
function dueDay(
  { on, today, ledger }: DayQuestion,
  { reckonings }: ServiceSlots,
  slot: Slot,
): DayNumber | undefined {
  const known = ledger[slot.slotId];
  const lines = known?.lines.map(workingLine) ?? [];
  const floor = known?.floor === undefined ? Number.NEGATIVE_INFINITY : dayNumber(known.floor);
  // Far enough for the longest period in arrear.
  const { charges } = recurringCharges({ slot, reckonings, lines, floor, on: Math.max(on, today) + 400 }, []);
  const charge = charges.find(({ from, to }) => from <= on && on < to);
  if (charge === undefined) return undefined;
  return charge.segment.charge === 'in-advance' ? charge.from : charge.to;
}

/** Recurring lines for the day on the invoices that count, and what became of each. */
function linesOf(
  { invoices, service, on }: DayQuestion,
  { itemId }: Subject,
  counts: (invoice: Invoice) => boolean,
): readonly { readonly line: DayLine; readonly takenBack: boolean; readonly forgiven: boolean }[] {
  const { serviceId } = service.timeline;
  const holdsDay = ({ from, to }: { from?: string | undefined; to?: string | undefined }) =>
    from !== undefined && to !== undefined && dayNumber(from) <= on && on < dayNumber(to);
  const counted = invoices.filter(({ state }) => counts(state));
  const credits = counted.flatMap(({ state }) => state.lines.filter(({ kind }) => kind === 'credit'));
  return counted.flatMap(({ id, state }) =>
    state.lines
      .filter(
        (line) =>
          line.kind === 'recurring' &&
          line.serviceId === serviceId &&
          line.itemId === itemId &&
          holdsDay(line),
      )
      .map((line) => {
        const about = credits.filter(({ aboutLineId }) => aboutLineId === line.lineId);
        const adjusted = state.adjustments.reduce(
          (sum, { lineId, minor }) => sum + (lineId === line.lineId ? minor : 0),
          0,
        );
        const outages = about.reduce((sum, { rule, minor }) => sum + (rule === 'outage' ? minor : 0), 0);
        return {
          line: { invoiceId: id, number: state.number, lineId: line.lineId, minor: line.minor },
          takenBack: about.some((credit) => credit.rule !== 'outage' && holdsDay(credit)),
          forgiven: line.minor + adjusted + outages <= 0,
        };
      }),
  );
}
