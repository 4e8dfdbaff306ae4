import type { DatedProfile } from './billing-terms.ts';
import { recurringCharges } from './charges.ts';
import { type DayNumber, dayNumber } from './days.ts';
import { nextAnchorDay } from './periods.ts';
import { reckoningOn, slotsOf } from './slots.ts';
import type { ServiceTimeline } from './timeline.ts';
import { type SlotLedger, workingLine } from './working-ledger.ts';

/**
 * The day on which the plan's period that holds the day `on` ends and the next one begins: of what is charged already,
 * or of what would be charged if everything were charged in advance. Of a trial it is the first paid day. When nothing
 * is charged it is the next anchor day.
 */
export function endOfCurrentPeriod(
  timeline: ServiceTimeline,
  ledger: SlotLedger | undefined,
  profiles: readonly DatedProfile[],
  on: DayNumber,
): DayNumber {
  const { slots, reckonings } = slotsOf(timeline, on, profiles);
  const plan = slots.find(({ slotId }) => slotId === 'plan');
  if (plan !== undefined) {
    const lines = ledger?.lines.map(workingLine) ?? [];
    const { nextOn } = recurringCharges(
      {
        slot: {
          ...plan,
          segments: plan.segments.map((segment) => ({ ...segment, charge: 'in-advance' as const })),
        },
        reckonings,
        lines,
        floor: ledger?.floor === undefined ? Number.NEGATIVE_INFINITY : dayNumber(ledger.floor),
        on,
      },
      [],
    );
    const covering = lines.find((line) => line.from <= on && on < line.until);
    const end = covering?.until ?? nextOn;
    if (end !== undefined && end > on) return end;
  }
  const period = timeline.standings.findLast(({ from }) => from <= on)?.plan.terms.period ?? 'month';
  return nextAnchorDay(on, period, reckoningOn(reckonings, on).anchor);
}
