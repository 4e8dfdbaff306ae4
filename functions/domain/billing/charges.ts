import type { LedgerLine } from '../../contracts/billing-ledger.ts';
import type { DayNumber } from './days.ts';
import type { Anchor } from './periods.ts';
import {
  endOfPeriodFrom,
  isAnchorDay,
  lastAnchorDayWithin,
  monthsIn,
  nextAnchorDay,
  startOfPeriodTo,
} from './periods.ts';
import { type Part, type Proration, partPrice, wholePrice } from './proration.ts';
import type { Segment, Slot } from './slots.ts';
import { isLive, type WorkingLine } from './working-ledger.ts';

/** Something to be charged, before it has an id, taxes and an invoice. */
export interface Charge {
  readonly kind: LedgerLine['kind'];
  readonly segment: Segment;
  readonly from: DayNumber;
  readonly to: DayNumber;
  readonly periodFrom: DayNumber;
  readonly periodTo: DayNumber;
  readonly method: Proration;
  readonly minor: number;
  readonly days: number;
  readonly of: number;
  /** A full period, which costs the full price. */
  readonly whole: boolean;
  readonly parts?: readonly number[];
  readonly events: readonly string[];
}

/** The rest of a charge, to be taken back from the day `from` on. */
export interface Credit {
  readonly line: LedgerLine;
  readonly from: DayNumber;
  readonly minor: number;
  readonly days: number;
  readonly of: number;
  readonly events: readonly string[];
}

export interface SlotOutcome {
  readonly charges: readonly Charge[];
  readonly credits: readonly Credit[];
  /** The next day on which something will be due as far as is known. */
  readonly nextOn: DayNumber | undefined;
}

export interface SlotInput {
  readonly slot: Slot;
  readonly anchor: Anchor;
  readonly lines: WorkingLine[];
  /** Everything before this day is settled. */
  readonly floor: DayNumber;
  readonly on: DayNumber;
  readonly method: Proration;
}

interface FullPeriod {
  readonly periodFrom: DayNumber;
  readonly periodTo: DayNumber;
}

/** The charge that holds or touches the day from below, whose period the following days belong to. */
function lineBefore(lines: readonly WorkingLine[], day: DayNumber): WorkingLine | undefined {
  let found: WorkingLine | undefined;
  for (const line of lines) {
    if (line.from < day && day <= line.until && (found === undefined || line.from > found.from)) found = line;
  }
  return found;
}

/**
 * The full period whose part starts on `start`:
 * - in the middle of a period that was charged before, with the same length: that period;
 * - on an anchor day: the period from there;
 * - after a change to another length: up to the last anchor day within one length;
 * - otherwise, as for every start: up to the next anchor day.
 */
function periodAt(start: DayNumber, segment: Segment, input: SlotInput): FullPeriod {
  const { anchor } = input;
  const { period } = segment;
  const before = lineBefore(input.lines, start);
  if (before !== undefined && before.period === period) {
    if (before.periodTo > start) return { periodFrom: before.periodFrom, periodTo: before.periodTo };
    // Without months there is no anchor day to meet: full periods follow one another.
    if (before.periodTo === start && monthsIn(period) === 0) {
      return { periodFrom: start, periodTo: endOfPeriodFrom(start, period, anchor) };
    }
  }
  if (isAnchorDay(start, period, anchor)) {
    return { periodFrom: start, periodTo: endOfPeriodFrom(start, period, anchor) };
  }
  const within =
    before !== undefined && before.period !== period ? lastAnchorDayWithin(start, period, anchor) : start;
  const periodTo = within > start ? within : nextAnchorDay(start, period, anchor);
  return { periodFrom: startOfPeriodTo(periodTo, period, anchor), periodTo };
}

function chargeFor(segment: Segment, from: DayNumber, to: DayNumber, full: FullPeriod, method: Proration) {
  const whole = from === full.periodFrom && to === full.periodTo;
  const part = partPrice(segment, method, segment.period, { from, to, ...full });
  const ended = to === segment.to ? segment.endedBy : [];
  return {
    segment,
    from,
    to,
    periodFrom: full.periodFrom,
    periodTo: full.periodTo,
    method,
    days: part.days,
    of: part.of,
    minor: whole ? wholePrice(segment) : part.minor,
    whole,
    events: [...segment.events, ...ended],
  };
}

function remember(lines: WorkingLine[], charge: Charge): void {
  const { kind, segment, from, to, periodFrom, periodTo, minor, parts = [] } = charge;
  const { terms, period } = segment;
  lines.push({
    kind,
    terms,
    from,
    to,
    until: to,
    periodFrom,
    periodTo,
    period,
    parts,
    minor,
    credited: 0,
  });
}

/** The first charged day of the line that is not wanted under its terms, or `until`. */
function firstUnwanted(line: WorkingLine, segments: readonly Segment[]): DayNumber {
  let day = line.from;
  for (const { from, to, terms } of segments) {
    if (terms === line.terms && from <= day && day < to) day = Math.min(line.until, to);
  }
  return day;
}

/** What the days from `from` to the end of the line cost by the line's own formula; the whole line if none was used. */
function unusedFrom(line: WorkingLine, known: LedgerLine, from: DayNumber): Part {
  const { to, periodFrom, periodTo, period, minor } = line;
  const part = partPrice(known, known.method, period, { from, to, periodFrom, periodTo });
  if (from === line.from) return { ...part, minor };
  return { ...part, minor: minor < 0 ? Math.max(minor, part.minor) : Math.min(minor, part.minor) };
}

/** Takes back a line from `from` on: its unused rest without what was taken back before, never more than is left of it. */
function takeBack(line: WorkingLine, known: LedgerLine, from: DayNumber, events: readonly string[]): Credit {
  const rest = unusedFrom(line, known, from);
  const before = line.until < line.to ? unusedFrom(line, known, line.until).minor : 0;
  const minor = Math.max(0, Math.min(rest.minor - before, line.minor - line.credited));
  const days = before === 0 ? rest.days : rest.days - unusedFrom(line, known, line.until).days;
  line.until = from;
  line.credited += minor;
  return { line: known, from, minor, days, of: rest.of, events };
}

/**
 * Why the days of a line are no longer wanted: what ended its segment, or what ended the slot, or what put another item
 * in its place.
 */
function reasons(day: DayNumber, slot: Slot, fallback: readonly string[]): readonly string[] {
  const ended = slot.segments.find(({ to }) => to === day)?.endedBy;
  return ended !== undefined && ended.length > 0 ? ended : slot.endedBy.length > 0 ? slot.endedBy : fallback;
}

/** Charges and credits of whatever is charged by period. */
export function recurringCharges(input: SlotInput, fallbackEvents: readonly string[]): SlotOutcome {
  const { slot, lines, floor, on, method } = input;
  const credits: Credit[] = [];
  for (const line of lines) {
    if (line.known === undefined || !isLive(line)) continue;
    const day = firstUnwanted(line, slot.segments);
    if (day >= line.until) continue;
    // Without proration no part is given back; a period of which no day was used was never begun.
    if (line.known.method === 'none' && day > line.from) continue;
    credits.push(takeBack(line, line.known, day, reasons(day, slot, fallbackEvents)));
  }

  const charges: Charge[] = [];
  for (const segment of slot.segments) {
    let day = Math.max(segment.from, floor);
    while (day < segment.to) {
      const cover = lines.find(
        (line) => line.terms === segment.terms && line.from <= day && day < line.until,
      );
      if (cover !== undefined) {
        day = cover.until;
        continue;
      }
      const full = periodAt(day, segment, input);
      let to = Math.min(full.periodTo, segment.to);
      for (const line of lines) {
        if (line.terms === segment.terms && isLive(line) && line.from > day && line.from < to) to = line.from;
      }
      const due = segment.charge === 'in-advance' ? day : to;
      if (due > on) return { charges, credits, nextOn: due };
      const charge: Charge = { kind: 'recurring', ...chargeFor(segment, day, to, full, method) };
      charges.push(charge);
      remember(lines, charge);
      day = to;
    }
  }
  return { charges, credits, nextOn: undefined };
}

/** Takes back what was charged for a thing that was put on a service and taken off again on the same day. */
function undone(lines: readonly WorkingLine[], events: readonly string[]): SlotOutcome {
  const credits: Credit[] = [];
  for (const line of lines) {
    if (line.known === undefined || !isLive(line)) continue;
    line.until = line.from;
    const minor = line.minor - line.credited;
    line.credited = line.minor;
    credits.push({ line: line.known, from: line.from, minor, days: 0, of: 0, events });
  }
  return { charges: [], credits, nextOn: undefined };
}

/** A purchase that is charged once, on its first day. */
export function onceCharges(input: SlotInput, fallbackEvents: readonly string[]): SlotOutcome {
  const { slot, lines, on, method } = input;
  const [segment] = slot.segments;
  if (segment === undefined) return undone(lines, fallbackEvents);
  if (lines.some(isLive)) return { charges: [], credits: [], nextOn: undefined };
  if (segment.from > on) return { charges: [], credits: [], nextOn: segment.from };
  const { from } = segment;
  const to = from + 1;
  const charge: Charge = {
    kind: 'once',
    segment,
    from,
    to,
    periodFrom: from,
    periodTo: to,
    method,
    minor: segment.price,
    days: 0,
    of: 0,
    whole: true,
    events: segment.events,
  };
  return { charges: [charge], credits: [], nextOn: undefined };
}

/** The amounts of the instalments: they differ by at most one minor unit, the larger first, and sum to the price. */
export function instalmentParts(price: number, count: number): readonly number[] {
  const each = Math.trunc(price / count);
  const rest = Math.abs(price - each * count);
  return Array.from({ length: count }, (_, i) => each + (i < rest ? Math.sign(price) : 0));
}

/** The first day from `day` on that is charged; none while nothing says that charging goes on. */
function firstCharged(
  segments: readonly Segment[],
  day: DayNumber,
): { on: DayNumber; segment: Segment } | undefined {
  const segment = segments.find(({ to }) => to > day);
  return segment && { on: Math.max(day, segment.from), segment };
}

/**
 * A purchase in instalments: one on its first day and one with each period after, or at the end of each in arrear.
 * A stopped suspension postpones the instalment that falls into it. When the thing leaves the service, the rest falls
 * due at once or is forgiven, as its terms say.
 */
export function instalmentCharges(
  input: SlotInput,
  count: number,
  fallbackEvents: readonly string[],
): SlotOutcome {
  const { slot, lines, on, method, anchor } = input;
  const [first] = slot.segments;
  if (first === undefined) return undone(lines, fallbackEvents);
  const amounts = instalmentParts(first.price, count);
  const charges: Charge[] = [];
  const lineOf = (part: number) => lines.find((line) => isLive(line) && line.parts.includes(part));
  const add = (
    segment: Segment,
    from: DayNumber,
    to: DayNumber,
    parts: readonly number[],
    events: readonly string[],
  ) => {
    const minor = parts.reduce((sum, part) => sum + (amounts[part - 1] ?? 0), 0);
    const charge: Charge = {
      kind: 'instalment',
      segment,
      from,
      to,
      periodFrom: from,
      periodTo: to,
      method,
      minor,
      days: 0,
      of: 0,
      whole: true,
      parts,
      events,
    };
    charges.push(charge);
    remember(lines, charge);
  };

  let day = first.from;
  for (let part = 1; part <= count; part++) {
    const billed = lineOf(part);
    if (billed !== undefined) {
      day = billed.to;
      continue;
    }
    const inAdvance = first.charge === 'in-advance';
    const due = firstCharged(slot.segments, inAdvance ? day : instalmentPeriodEnd(day, first, anchor));
    if (due === undefined) break;
    if (due.on > on) return { charges, credits: [], nextOn: due.on };
    const [from, to] = inAdvance
      ? [due.on, instalmentPeriodEnd(due.on, first, anchor)]
      : [day, Math.max(due.on, day + 1)];
    add(due.segment, from, to, [part], due.segment.events);
    day = to;
  }

  const rest = amounts.map((_, i) => i + 1).filter((part) => lineOf(part) === undefined);
  const { endedOn } = slot;
  if (rest.length > 0 && endedOn !== undefined && endedOn <= on && slot.onTermination === 'bill-rest') {
    const last = slot.segments.at(-1) ?? first;
    add(last, endedOn, endedOn + 1, rest, [...last.events, ...slot.endedBy]);
  }
  return { charges, credits: [], nextOn: undefined };
}

function instalmentPeriodEnd(start: DayNumber, { period }: Segment, anchor: Anchor): DayNumber {
  return isAnchorDay(start, period, anchor)
    ? endOfPeriodFrom(start, period, anchor)
    : nextAnchorDay(start, period, anchor);
}
