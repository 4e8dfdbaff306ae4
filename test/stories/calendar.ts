import { Temporal } from 'temporal-polyfill';
import type { Step } from './story.ts';

export interface DatedStep {
  readonly step: Step;
  readonly number: number;
  readonly on: string;
  readonly at: string;
}

/** Noon of a day in a zone: the day begins and ends well away from it whatever the zone's clock does. */
export function noon(day: string, timeZone: string): string {
  const instant = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: '12:00' }).toInstant();
  return new Date(instant.epochMilliseconds).toISOString();
}

/** The steps with their local days and instants; those given by day alone follow one another by a second. */
export function dated(steps: readonly Step[], timeZone: string): readonly DatedStep[] {
  return steps.map((step, i) => {
    if (step.at.length === 10) {
      const at = new Date(Date.parse(noon(step.at, timeZone)) + i * 1_000).toISOString();
      return { step, number: i + 1, on: step.at, at };
    }
    const at = new Date(step.at).toISOString();
    const on = Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainDate().toString();
    return { step, number: i + 1, on, at };
  });
}

export function dayAfter(day: string): string {
  return Temporal.PlainDate.from(day).add({ days: 1 }).toString();
}
