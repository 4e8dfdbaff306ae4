import { type Charge, type Credit, remember, type SlotInput, type SlotOutcome } from './charges.ts';
import type { DayNumber } from './days.ts';
import { endOfPeriodFrom, isAnchorDay, nextAnchorDay } from './periods.ts';
import { type Reckoning, reckoningOn, type Segment } from './slots.ts';
import { isLive, type WorkingLine } from './working-ledger.ts';

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
  const { slot, lines, on, reckonings } = input;
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
    method: reckoningOn(reckonings, from).method,
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
  const { slot, lines, on, reckonings } = input;
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
      method: reckoningOn(reckonings, from).method,
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
    const due = firstCharged(slot.segments, inAdvance ? day : instalmentPeriodEnd(day, first, reckonings));
    if (due === undefined) break;
    if (due.on > on) return { charges, credits: [], nextOn: due.on };
    const [from, to] = inAdvance
      ? [due.on, instalmentPeriodEnd(due.on, first, reckonings)]
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

function instalmentPeriodEnd(
  start: DayNumber,
  { period }: Segment,
  reckonings: readonly Reckoning[],
): DayNumber {
  const { anchor } = reckoningOn(reckonings, start);
  return isAnchorDay(start, period, anchor)
    ? endOfPeriodFrom(start, period, anchor)
    : nextAnchorDay(start, period, anchor);
}
