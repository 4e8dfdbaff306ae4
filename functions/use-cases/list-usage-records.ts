import type { Day } from '../contracts/scalars.ts';
import { dayNumber, dayOf } from '../domain/billing/days.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { beginningOf, spanBegin } from '../domain/usage/local-borders.ts';
import { placeOf, type UsageRecord, usageRecordsOf } from '../domain/usage/usage-records.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged } from '../ports/store.ts';
import { timeZoneOf } from './read-usage.ts';

/** No more days are answered at once: a quarter with a day to spare on each side. */
const daysAtOnce = 94;

/** Days that are none, or too many. */
export function refuseSpan(from: Day, to: Day): Result<never> | undefined {
  if (from > to) {
    return refuse('usage.span-empty', `${from} is after ${to}; name an earlier first day.`, '/from');
  }
  return dayNumber(to) - dayNumber(from) >= daysAtOnce
    ? refuse('usage.span-too-long', `Ask for ${daysAtOnce} days at most at once.`, '/from')
    : undefined;
}

export interface UsageRecordQuery extends Page {
  readonly from?: Day | undefined;
  /** Inclusive. */
  readonly to?: Day | undefined;
}

export interface UsageRecordPage extends Paged<UsageRecord> {
  readonly from: Day;
  readonly to: Day;
  readonly timeZone: string;
}

/**
 * Lists what each session of a service moved on each day: this month if not asked otherwise. The records of some days sum
 * to exactly the usage of these days.
 */
export async function listUsageRecords(
  { store, usage }: Pick<Ports, 'store' | 'usage'>,
  serviceId: string,
  { limit, cursor = '', ...asked }: UsageRecordQuery,
  context: Context,
): Promise<Result<UsageRecordPage>> {
  const zone = await timeZoneOf(store, serviceId);
  if (!zone.ok) return zone;
  const timeZone = zone.value;
  const to = asked.to ?? localDay(context.now, timeZone);
  const from = asked.from ?? spanBegin(to, 'month');
  const unfit = refuseSpan(from, to);
  if (unfit !== undefined) return unfit;
  const length = dayNumber(to) - dayNumber(from) + 1;
  const days = Array.from({ length }, (_, i) => dayOf(dayNumber(from) + i));
  const borders = [...days, dayOf(dayNumber(to) + 1)].map((day) => beginningOf(day, timeZone));
  const sessions = await usage.since(serviceId, from, borders[0] ?? '');
  const rest = sessions
    .flatMap((session) => usageRecordsOf(session, days, borders))
    .map((record) => ({ record, place: placeOf(record) }))
    .filter(({ place }) => place > cursor)
    .toSorted((a, b) => (a.place < b.place ? -1 : 1));
  const items = rest.slice(0, limit).map(({ record }) => record);
  const last = items.at(-1);
  const nextCursor = last !== undefined && rest.length > limit ? placeOf(last) : undefined;
  return done({ from, to, timeZone, items, ...(nextCursor === undefined ? {} : { nextCursor }) });
}
