import type { LedgerCredit, LedgerEntry, LedgerLine } from '../../contracts/billing-ledger.ts';
import type { InvoiceLine } from '../../contracts/invoice.ts';
import { type DatedProfile, profileOn } from './billing-terms.ts';
import { type Charge, type Credit, recurringCharges, type SlotOutcome } from './charges.ts';
import { type DayNumber, dayNumber, dayOf } from './days.ts';
import { instalmentCharges, onceCharges } from './purchase-charges.ts';
import { type ServiceSlots, type Slot, slotsOf } from './slots.ts';
import { taxesOn, taxesTakenBack } from './taxes.ts';
import type { ServiceTimeline } from './timeline.ts';
import { type SlotLedger, workingLine } from './working-ledger.ts';

/** What an account remembers of one service, by slot. */
export type ServiceLedger = Readonly<Record<string, SlotLedger>>;

export interface CalculationInput {
  readonly timelines: readonly ServiceTimeline[];
  readonly ledger: Readonly<Record<string, ServiceLedger>>;
  readonly profiles: readonly DatedProfile[];
  readonly on: DayNumber;
  readonly nextLineId: () => string;
}

/** What is due for one service: the lines of an invoice, and what the account must remember of them. */
export interface ServiceBill {
  readonly serviceId: string;
  readonly entries: readonly LedgerEntry[];
  /** Charges and their taxes, then credits and theirs. Nothing of zero. */
  readonly lines: readonly InvoiceLine[];
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
  return input.timelines
    .toSorted((a, b) => a.activatedOn - b.activatedOn || (a.serviceId < b.serviceId ? -1 : 1))
    .map((timeline) => billService(timeline, input));
}

function billService(timeline: ServiceTimeline, input: CalculationInput): ServiceBill {
  const service = slotsOf(timeline, input.on, input.profiles);
  const ledger = input.ledger[timeline.serviceId] ?? {};
  const lastEvents = timeline.standings.findLast(({ from }) => from <= input.on)?.events ?? [];
  const entries: LedgerEntry[] = [];
  const charged: InvoiceLine[] = [];
  const credited: InvoiceLine[] = [];
  const currencies = new Set<string>();
  let nextOn: DayNumber | undefined;

  for (const slot of [...service.slots, ...withdrawn(service, ledger)]) {
    const outcome = billSlot(slot, service, ledger[slot.slotId], input, lastEvents);
    if (outcome.nextOn !== undefined) nextOn = Math.min(nextOn ?? outcome.nextOn, outcome.nextOn);
    if (outcome.charges.length === 0 && outcome.credits.length === 0) continue;
    const charges = outcome.charges.map((charge): LedgerLine => {
      currencies.add(charge.segment.currency);
      const line = toLedger(charge, input);
      charged.push(...chargeLines(timeline.serviceId, charge, line, input));
      return line;
    });
    const credits = outcome.credits.map((credit): LedgerCredit => {
      const taken: LedgerCredit = {
        lineId: credit.line.lineId,
        until: dayOf(credit.from),
        minor: credit.minor,
        taxes: [...taxesTakenBack(credit.line, credit.minor)],
      };
      credited.push(...creditLines(timeline.serviceId, credit, taken, input));
      return taken;
    });
    entries.push({ serviceId: timeline.serviceId, slotId: slot.slotId, charges, credits });
  }
  const lines = [...charged, ...credited].filter(({ minor }) => minor !== 0);
  return { serviceId: timeline.serviceId, entries, lines, nextOn, currencies };
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
  service: ServiceSlots,
  ledger: SlotLedger | undefined,
  { on, profiles }: CalculationInput,
  lastEvents: readonly string[],
): SlotOutcome {
  const input = {
    slot,
    anchor: service.anchor,
    lines: ledger?.lines.map(workingLine) ?? [],
    floor: ledger?.floor === undefined ? Number.NEGATIVE_INFINITY : dayNumber(ledger.floor),
    on,
    method: profileOn(profiles, on).proration,
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

function toLedger(charge: Charge, { profiles, on, nextLineId }: CalculationInput): LedgerLine {
  const { kind, segment, from, to, periodFrom, periodTo, method, minor, parts } = charge;
  return {
    lineId: nextLineId(),
    kind,
    itemId: segment.itemId,
    item: segment.item,
    terms: segment.terms,
    from: dayOf(from),
    to: dayOf(to),
    until: dayOf(to),
    periodFrom: dayOf(periodFrom),
    periodTo: dayOf(periodTo),
    period: segment.period,
    method,
    price: segment.price,
    rate: segment.rate,
    minor,
    credited: 0,
    taxes: [...taxesOn(segment.item, minor, profileOn(profiles, on).taxes)],
    ...(parts === undefined ? {} : { parts: [...parts] }),
  };
}

function ruleOf({ kind, whole, parts = [] }: Charge): InvoiceLine['rule'] {
  if (kind === 'recurring') return whole ? 'full-period' : 'part-period';
  if (kind === 'once') return 'once';
  return parts.length > 1 ? 'rest-of-instalments' : 'instalment';
}

function chargeLines(
  serviceId: string,
  charge: Charge,
  line: LedgerLine,
  { nextLineId }: CalculationInput,
): InvoiceLine[] {
  const about = { serviceId, itemId: line.itemId, item: line.item };
  const span = line.kind === 'recurring' ? { from: line.from, to: line.to } : {};
  const events = [...charge.events];
  const contains = line.taxes
    .filter(({ inclusive }) => inclusive)
    .map(({ name, rate, minor }) => ({ name, rate, minor }));
  return [
    {
      lineId: line.lineId,
      kind: line.kind,
      ...about,
      ...span,
      ...(line.kind === 'recurring' ? { days: charge.days, of: charge.of } : {}),
      ...(line.rate === 100 ? {} : { rate: line.rate }),
      ...(line.parts === undefined ? {} : { parts: line.parts }),
      price: line.price,
      minor: line.minor,
      rule: ruleOf(charge),
      ...(contains.length === 0 ? {} : { contains }),
      events,
    },
    ...line.taxes
      .filter(({ inclusive }) => !inclusive)
      .map(
        ({ name, rate, minor }): InvoiceLine => ({
          lineId: nextLineId(),
          kind: 'tax',
          ...about,
          ...span,
          minor,
          rule: 'tax',
          aboutLineId: line.lineId,
          tax: { name, rate },
          events,
        }),
      ),
  ];
}

function creditLines(
  serviceId: string,
  credit: Credit,
  taken: LedgerCredit,
  { nextLineId }: CalculationInput,
): InvoiceLine[] {
  const { line } = credit;
  const about = { serviceId, itemId: line.itemId, item: line.item };
  const span = line.kind === 'recurring' ? { from: dayOf(credit.from), to: line.until } : {};
  const events = [...credit.events];
  const taxes = line.taxes.map((tax, i) => ({ ...tax, minor: taken.taxes[i] ?? 0 }));
  const contains = taxes
    .filter(({ inclusive }) => inclusive)
    .map(({ name, rate, minor }) => ({ name, rate, minor: -minor }));
  const lineId = nextLineId();
  return [
    {
      lineId,
      kind: 'credit',
      ...about,
      ...span,
      ...(line.kind === 'recurring' ? { days: credit.days, of: credit.of } : {}),
      ...(line.rate === 100 ? {} : { rate: line.rate }),
      price: line.price,
      minor: -credit.minor,
      rule: line.kind === 'recurring' && credit.from > dayNumber(line.from) ? 'unused-rest' : 'undone',
      aboutLineId: line.lineId,
      ...(contains.length === 0 ? {} : { contains }),
      events,
    },
    ...taxes
      .filter(({ inclusive }) => !inclusive)
      .map(
        ({ name, rate, minor }): InvoiceLine => ({
          lineId: nextLineId(),
          kind: 'tax',
          ...about,
          ...span,
          minor: -minor,
          rule: 'tax-taken-back',
          aboutLineId: lineId,
          tax: { name, rate },
          events,
        }),
      ),
  ];
}
