import type { LedgerLine } from '../../contracts/billing-ledger.ts';
import type { DayNumber } from './days.ts';
import {
  endOfPeriodFrom,
  isAnchorDay,
  lastAnchorDayWithin,
  monthsIn,
  nextAnchorDay,
  startOfPeriodTo,
} from './periods.ts';
import { type Part, type Proration, partPrice, ratio, wholePrice } from './proration.ts';
import { type Reckoning, reckoningOn, type Segment, type Slot } from './slots.ts';
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
  readonly reckonings: readonly Reckoning[];
  readonly lines: WorkingLine[];
  /** Everything before this day is settled. */
  readonly floor: DayNumber;
  readonly on: DayNumber;
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
  const { anchor } = reckoningOn(input.reckonings, start);
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

/** The charge in parts that begin on the days given and sum to it. */
export function splitAt(charge: Charge, days: readonly DayNumber[]): readonly Charge[] {
  if (days.length === 0) return [charge];
  const { segment, method, from, to, periodFrom, periodTo } = charge;
  const starts = [from, ...days];
  let left = charge.minor;
  return starts.map((start, i) => {
    const end = starts[i + 1];
    const span = { from: start, to: end ?? to };
    const part = partPrice(segment, method, segment.period, { ...span, periodFrom, periodTo });
    // Without proration a part has no price of its own: then the days share what is charged.
    const share = method === 'none' ? ratio(charge.minor, span.to - start, to - from) : part.minor;
    const minor = end === undefined ? left : share;
    left -= minor;
    return { ...charge, ...span, minor, days: part.days, of: part.of, whole: false };
  });
}

/** Notes a charge among the lines, so that the next one joins it. */
export function remember(lines: WorkingLine[], charge: Charge): void {
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
  const { slot, lines, floor, on, reckonings } = input;
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
      const { method } = reckoningOn(reckonings, day);
      const charge: Charge = { kind: 'recurring', ...chargeFor(segment, day, to, full, method) };
      charges.push(charge);
      remember(lines, charge);
      day = to;
    }
  }
  return { charges, credits, nextOn: undefined };
}
