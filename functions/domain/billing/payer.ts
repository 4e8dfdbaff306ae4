import type { EventEnvelope } from '../../contracts/event.ts';
import type { SubscriberPayerChanged } from '../../contracts/events/subscriber-payer-changed.ts';
import { type DayNumber, dayNumber, never } from './days.ts';
import type { Segment, Slot } from './slots.ts';

/** Days `[from, to)` on which one account pays for a service, and the event that began them. */
export interface PayingSpan {
  readonly from: DayNumber;
  readonly to: DayNumber;
  readonly event?: string;
}

/** Who pays on a day for the services of the subscriber whose history this is. */
export function payerOn(history: readonly EventEnvelope[], subscriberId: string, on: DayNumber): string {
  return payersOf(history, subscriberId).findLast(({ from }) => from <= on)?.payer ?? subscriberId;
}

interface DatedPayer {
  readonly from: DayNumber;
  readonly payer: string;
  readonly event?: string;
}

/** Of several changes on one day the last one is that day's. */
function payersOf(history: readonly EventEnvelope[], subscriberId: string): readonly DatedPayer[] {
  const changes: DatedPayer[] = [{ from: Number.NEGATIVE_INFINITY, payer: subscriberId }];
  for (const { type, data, eventId } of history) {
    if (type !== 'subscriber.payer-changed') continue;
    const { payerId: payer, on } = data as SubscriberPayerChanged['data'];
    const from = dayNumber(on);
    if (changes.at(-1)?.from === from) changes.pop();
    changes.push({ from, payer: payer ?? subscriberId, event: eventId });
  }
  return changes;
}

/**
 * The days on which `payerId` pays for the services of the subscriber whose history this is; the subscriber's own id for
 * itself.
 */
export function payingSpans(
  history: readonly EventEnvelope[],
  subscriberId: string,
  payerId: string,
): readonly PayingSpan[] {
  const changes = payersOf(history, subscriberId);
  return changes.flatMap(({ from, payer, event }, i): PayingSpan[] =>
    payer === payerId
      ? [{ from, to: changes[i + 1]?.from ?? never, ...(event === undefined ? {} : { event }) }]
      : [],
  );
}

/**
 * What of a slot an account pays for: of what recurs the days within its spans; of a purchase all of it, if its first day
 * is one of them. So a purchase that was begun stays with whoever began it, whoever pays for the service later.
 */
export function within(slot: Slot, spans: readonly PayingSpan[]): Slot {
  if (slot.accounting !== 'recurring') {
    const first = slot.segments[0]?.from;
    const owned = first !== undefined && spans.some(({ from, to }) => from <= first && first < to);
    return owned ? slot : { ...slot, segments: [] };
  }
  const segments = slot.segments.flatMap((segment) =>
    spans.flatMap((span): Segment[] => {
      const from = Math.max(segment.from, span.from);
      const to = Math.min(segment.to, span.to);
      if (from >= to) return [];
      if (from === segment.from && to === segment.to) return [segment];
      const began = from > segment.from && span.event !== undefined ? [span.event] : [];
      return [{ ...segment, from, to, events: [...segment.events, ...began] }];
    }),
  );
  return { ...slot, segments };
}
