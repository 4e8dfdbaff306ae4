import type { OperatorSettings } from '../../contracts/operator.ts';
import type { Instant } from '../../contracts/scalars.ts';
import { localTime } from '../billing/local-day.ts';

const minutesOfDay = 1_440;

/**
 * The end of the quiet hours in which an instant falls, to the minute; undefined outside of them. Where clocks change in
 * between, the end is the first minute at which the clock is not within them any more.
 */
export function quietUntil(
  at: Instant,
  timeZone: string,
  quiet: OperatorSettings['quietHours'],
): Instant | undefined {
  if (quiet === undefined || !isQuiet(localTime(at, timeZone), quiet)) return undefined;
  const begin = Math.floor(Date.parse(at) / 60_000);
  const isQuietAt = (minute: number) =>
    isQuiet(localTime(new Date(minute * 60_000).toISOString(), timeZone), quiet);
  const planned = begin + minutesUntil(localTime(at, timeZone), quiet.to);
  // An hour that clocks leap over or live twice moves the end by as much.
  let end = planned;
  while (end > begin + 1 && !isQuietAt(end - 1)) end -= 1;
  while (isQuietAt(end)) end += 1;
  return new Date(end * 60_000).toISOString();
}

function isQuiet(time: string, { from, to }: NonNullable<OperatorSettings['quietHours']>): boolean {
  return from < to ? from <= time && time < to : time >= from || time < to;
}

function minutesUntil(time: string, to: string): number {
  const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  return (minutes(to) - minutes(time) + minutesOfDay) % minutesOfDay;
}
