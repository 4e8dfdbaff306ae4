import type { AlarmSeverity } from '../contracts/alarm.ts';
import { type Alarm, alarmAggregate, raisedAlarms } from '../domain/alarm/alarm.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored, Where } from '../ports/store.ts';
import { loadKnown } from './load.ts';

export interface AlarmQuery extends Page {
  readonly state: 'raised' | 'cleared' | 'all';
  readonly siteId?: string | undefined;
  readonly severity?: AlarmSeverity | undefined;
}

/** Pages looked through before an empty one is answered with a cursor to go on from. */
const pagesLookedThrough = 20;

/** Lists alarms, the longest raised first. */
export async function listAlarms(
  { store }: Pick<Ports, 'store'>,
  { state, siteId, severity, ...page }: AlarmQuery,
): Promise<Result<Paged<Stored<Alarm>>>> {
  const where: Where =
    state === 'raised'
      ? { by: 'owner', owner: raisedAlarms }
      : siteId === undefined
        ? { by: 'type' }
        : { by: 'place', place: siteId };
  const fits = ({ state: alarm }: Stored<Alarm>) =>
    (state === 'all' || (state === 'raised') === (alarm.clearedAt === undefined)) &&
    (siteId === undefined || alarm.siteId === siteId) &&
    (severity === undefined || alarm.severity === severity);
  let cursor = page.cursor;
  for (let i = 1; ; i++) {
    const found = await store.list(alarmAggregate, where, { limit: page.limit, cursor });
    const items = found.items.filter(fits);
    if (items.length > 0 || found.nextCursor === undefined || i === pagesLookedThrough) {
      return done({ ...found, items });
    }
    cursor = found.nextCursor;
  }
}

export function readAlarm({ store }: Pick<Ports, 'store'>, id: string): Promise<Result<Stored<Alarm>>> {
  return loadKnown(store, alarmAggregate, id);
}
