import type { LedgerCredit, LedgerEntry, LedgerLine } from '../../contracts/billing-ledger.ts';
import type { InvoiceLine } from '../../contracts/invoice.ts';
import { type DatedProfile, profileOn } from './billing-terms.ts';
import { type Charge, type Credit, recurringCharges, type SlotOutcome, splitAt } from './charges.ts';
import { type DayNumber, dayNumber, dayOf } from './days.ts';
import { chargeLines, type LineSubject, outageLines, takenBackLines } from './invoice-lines.ts';
import { withCredits } from './ledger.ts';
import { outageCredits } from './outage-credits.ts';
import { type PayingSpan, within } from './payer.ts';
import { instalmentCharges, onceCharges } from './purchase-charges.ts';
import type { UntaxedLine } from './quoted-taxes.ts';
import { type ServiceSlots, type Slot, slotsOf } from './slots.ts';
import { type DueTax, type Supply, type Taxation, taxChanges, taxesFor } from './tax-rules.ts';
import { taxesOn, taxesTakenBack } from './taxes.ts';
import type { ServiceTimeline } from './timeline.ts';
import { type SlotLedger, workingLine } from './working-ledger.ts';

/** What an account remembers of one service, by slot. */
export type ServiceLedger = Readonly<Record<string, SlotLedger>>;

/** A service with how it is billed. */
export interface BilledService {
  readonly timeline: ServiceTimeline;
  readonly profiles: readonly DatedProfile[];
  /** What taxes are found by where the profile names none. */
  readonly taxation?: Taxation | undefined;
  /** The days on which this account pays for it; all if left out. */
  readonly spans?: readonly PayingSpan[];
  /** Whose it is, if not the account's own, and how documents call them. */
  readonly owner?: { readonly subscriberId: string; readonly subscriberName: string };
}

export interface CalculationInput {
  readonly services: readonly BilledService[];
  readonly ledger: Readonly<Record<string, ServiceLedger>>;
  readonly on: DayNumber;
  readonly nextLineId: () => string;
}

/** What is due for one service: the lines of an invoice, and what the account must remember of them. */
export interface ServiceBill {
  readonly serviceId: string;
  readonly entries: readonly LedgerEntry[];
  /** Charges and their taxes, then credits and theirs. Nothing of zero. */
  readonly lines: readonly InvoiceLine[];
  /** Charges whose taxes an external tax service is yet to say. */
  readonly untaxed: readonly UntaxedLine[];
  readonly nextOn: DayNumber | undefined;
  /** Currencies of the terms that were charged. */
  readonly currencies: ReadonlySet<string>;
}

/**
 * Charges from history: what is due on the day `on`, given what is known of each service up to that day and what was
 * invoiced before. Pure and repeatable: with the outcome remembered, the same day yields nothing more. Services come
 * in the order of their activation.
 */
export function calculate(input: CalculationInput): readonly ServiceBill[] {
  return input.services
    .toSorted(
      ({ timeline: a }, { timeline: b }) =>
        a.activatedOn - b.activatedOn || (a.serviceId < b.serviceId ? -1 : 1),
    )
    .map((service) => billService(service, input));
}

function billService(
  { timeline, profiles, spans, owner, taxation }: BilledService,
  { ledger: ledgers, on, nextLineId }: CalculationInput,
): ServiceBill {
  const { serviceId } = timeline;
  const whole = slotsOf(timeline, on, profiles);
  const service =
    spans === undefined ? whole : { ...whole, slots: whole.slots.map((slot) => within(slot, spans)) };
  const ledger = ledgers[serviceId] ?? {};
  const standing = timeline.standings.findLast(({ from }) => from <= on);
  const profile = profileOn(profiles, on);
  const outages = timeline.outages.filter(({ recordedOn }) => recordedOn <= on);
  const subject: LineSubject = {
    serviceId,
    ...owner,
    ...(standing?.costCentre === undefined ? {} : { costCentre: standing.costCentre }),
  };
  const entries: LedgerEntry[] = [];
  const charged: InvoiceLine[] = [];
  const credited: InvoiceLine[] = [];
  const untaxed: UntaxedLine[] = [];
  const currencies = new Set<string>();
  let nextOn: DayNumber | undefined;

  for (const slot of [...service.slots, ...withdrawn(service, ledger)]) {
    const known = ledger[slot.slotId];
    const outcome = billSlot(slot, service, known, on, standing?.events ?? []);
    if (outcome.nextOn !== undefined) nextOn = Math.min(nextOn ?? outcome.nextOn, outcome.nextOn);
    const due = outcome.charges.flatMap((charge) => {
      const { kind, segment, from, to } = charge;
      if (kind !== 'recurring' || segment.charge === 'in-advance') return [charge];
      const days = { from: dayOf(from), to: dayOf(to) };
      const changes = taxChanges(profile.taxes, taxation, supplyOf(charge, slot, timeline), days);
      return splitAt(charge, changes.map(dayNumber));
    });
    const charges = due.map((charge): LedgerLine => {
      currencies.add(charge.segment.currency);
      const supply = supplyOf(charge, slot, timeline);
      const line = toLedger(charge, nextLineId(), taxesFor(profile.taxes, taxation, supply));
      if (taxation?.isQuoted && profile.taxes.length === 0 && line.minor !== 0) {
        untaxed.push({ lineId: line.lineId, item: line.item, minor: line.minor, supply });
      }
      charged.push(...chargeLines(subject, charge, line, nextLineId));
      return line;
    });
    const credits = outcome.credits.map((credit): LedgerCredit => {
      const taken = takenBack(credit);
      credited.push(...takenBackLines(subject, credit, taken, nextLineId));
      return taken;
    });
    if (outages.length > 0) {
      const lines = withCredits([...(known?.lines ?? []), ...charges], credits);
      for (const outage of outageCredits(lines, outages, (day) => profileOn(profiles, day).outage)) {
        credits.push(outage.taken);
        credited.push(...outageLines(subject, outage, nextLineId));
      }
    }
    if (charges.length > 0 || credits.length > 0) {
      entries.push({ serviceId, slotId: slot.slotId, charges, credits });
    }
  }
  const lines = [...charged, ...credited].filter(({ minor }) => minor !== 0);
  return { serviceId, entries, lines, untaxed, nextOn, currencies };
}

/** Slots that were charged and then vanished on the day on which they had come: whatever was charged goes back. */
function withdrawn(service: ServiceSlots, ledger: ServiceLedger): Slot[] {
  return Object.entries(ledger)
    .filter(
      ([slotId, { lines }]) => lines.length > 0 && !service.slots.some((slot) => slot.slotId === slotId),
    )
    .map(([slotId, { lines }]) => ({
      slotId,
      kind: slotId === 'plan' ? 'plan' : 'equipment',
      accounting: lines[0]?.kind === 'recurring' ? 'recurring' : 'once',
      onTermination: 'forgive',
      segments: [],
      endedBy: [],
    }));
}

function billSlot(
  slot: Slot,
  { reckonings }: ServiceSlots,
  ledger: SlotLedger | undefined,
  on: DayNumber,
  lastEvents: readonly string[],
): SlotOutcome {
  const input = {
    slot,
    reckonings,
    lines: ledger?.lines.map(workingLine) ?? [],
    floor: ledger?.floor === undefined ? Number.NEGATIVE_INFINITY : dayNumber(ledger.floor),
    on,
  };
  switch (slot.accounting) {
    case 'recurring':
      return recurringCharges(input, lastEvents);
    case 'once':
      return onceCharges(input, lastEvents);
    default:
      return instalmentCharges(input, slot.accounting.instalments, lastEvents);
  }
}

/** What is charged in advance is supplied from its first day, what is charged in arrear up to its last one. */
function supplyOf({ segment, from, to, kind }: Charge, slot: Slot, { standings }: ServiceTimeline): Supply {
  const on = kind === 'recurring' && segment.charge === 'in-arrear' ? to - 1 : from;
  const standing = standings.findLast((known) => known.from <= on) ?? standings[0];
  return {
    kind: slot.kind,
    itemId: modelOf(slot, standings) ?? segment.itemId,
    place: standing?.place,
    on: dayOf(on),
    isGoods: slot.kind === 'equipment' && slot.accounting !== 'recurring',
  };
}

/** Of an add-on or a piece of equipment what was sold: a service holds one by an id of its own. */
function modelOf({ kind, slotId }: Slot, standings: ServiceTimeline['standings']): string | undefined {
  if (kind !== 'add-on' && kind !== 'equipment') return undefined;
  for (const { extras } of standings) {
    const held = extras.find(({ extra }) => extra.itemId === slotId);
    if (held !== undefined) return held.extra.modelId;
  }
  return undefined;
}

function toLedger(charge: Charge, lineId: string, taxes: readonly DueTax[]): LedgerLine {
  const { kind, segment, from, to, periodFrom, periodTo, method, minor, parts } = charge;
  return {
    lineId,
    kind,
    itemId: segment.itemId,
    item: segment.item,
    ...(segment.version === undefined ? {} : { version: segment.version }),
    terms: segment.terms,
    from: dayOf(from),
    to: dayOf(to),
    until: dayOf(to),
    periodFrom: dayOf(periodFrom),
    periodTo: dayOf(periodTo),
    period: segment.period,
    method,
    price: segment.price,
    ...(segment.discounts.length === 0
      ? {}
      : { listPrice: segment.listPrice, discounts: [...segment.discounts] }),
    rate: segment.rate,
    minor,
    credited: 0,
    taxes: [...taxesOn(segment.item, minor, taxes)],
    ...(parts === undefined ? {} : { parts: [...parts] }),
  };
}

function takenBack(credit: Credit): LedgerCredit {
  const { line, from, minor } = credit;
  return { lineId: line.lineId, until: dayOf(from), minor, taxes: [...taxesTakenBack(line, minor)] };
}
