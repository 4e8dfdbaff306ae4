import type { Day, Instant } from '../contracts/scalars.ts';
import { dayNumber, dayOf } from '../domain/billing/days.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { beginningOf, spanBegin, spanEnd, type UsageSpan } from '../domain/usage/local-borders.ts';
import { noVolume, plus, type Volume, volumesBetween } from '../domain/usage/session-usage.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { loadKnown } from './load.ts';

/** No more days are answered at once. */
export const daysAtOnce = 400;

export interface UsageQuery {
  readonly from?: Day | undefined;
  /** Inclusive. */
  readonly to?: Day | undefined;
  readonly by: UsageSpan;
}

export interface UsedSpan extends Volume {
  readonly from: Day;
  /** Inclusive. */
  readonly to: Day;
}

export interface UsageRead {
  readonly timeZone: string;
  readonly spans: readonly UsedSpan[];
}

/** The time zone of the subscriber whose the service is. */
export async function timeZoneOf(store: Ports['store'], serviceId: string): Promise<Result<string>> {
  const service = await loadKnown(store, serviceAggregate, serviceId);
  if (!service.ok) return service;
  const { subscriberId } = service.value.state;
  const subscriber = await store.load(subscriberAggregate, subscriberId);
  if (subscriber === undefined) throw new Error(`the subscriber ${subscriberId} of ${serviceId} is gone`);
  return done(subscriber.state.details.timeZone);
}

/** What a service sent and received by days or months of its subscriber, without gaps: this month if not asked otherwise. */
export async function readUsage(
  { store, usage }: Pick<Ports, 'store' | 'usage'>,
  serviceId: string,
  { by, ...asked }: UsageQuery,
  context: Context,
): Promise<Result<UsageRead>> {
  const zone = await timeZoneOf(store, serviceId);
  if (!zone.ok) return zone;
  const timeZone = zone.value;
  const to = asked.to ?? localDay(context.now, timeZone);
  const from = spanBegin(asked.from ?? spanBegin(to, 'month'), by);
  if (from > to)
    return refuse('usage.span-empty', `${from} is after ${to}; name an earlier first day.`, '/from');
  if (dayNumber(to) - dayNumber(from) >= daysAtOnce) {
    return refuse('usage.span-too-long', `Ask for ${daysAtOnce} days at most at once.`, '/from');
  }
  const begins = [from];
  for (let next = spanEnd(from, by); next <= to; next = spanEnd(next, by)) begins.push(next);
  const days = [...begins, spanEnd(begins.at(-1) ?? from, by)];
  const borders = days.map((day): Instant => beginningOf(day, timeZone));
  const sessions = await usage.since(serviceId, from, borders[0] ?? '');
  const sums = sessions
    .map((session) => volumesBetween(session.days, borders))
    .reduce<Volume[]>(
      (sum, volumes) => sum.map((volume, i) => plus(volume, volumes[i] ?? noVolume)),
      begins.map(() => noVolume),
    );
  const spans = sums.map((volume, i) => ({
    from: days[i] ?? from,
    to: dayOf(dayNumber(days[i + 1] ?? to) - 1),
    ...volume,
  }));
  return done({ timeZone, spans });
}
