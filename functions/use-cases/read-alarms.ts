import type { AlarmSeverity } from '../contracts/alarm.ts';
import { type Alarm, alarmAggregate, raisedAlarms } from '../domain/alarm/alarm.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored, Where } from '../ports/store.ts';
import { listFitting } from './list-fitting.ts';
import { loadKnown } from './load.ts';

export interface AlarmQuery extends Page {
  readonly state: 'raised' | 'cleared' | 'all';
  readonly siteId?: string | undefined;
  readonly severity?: AlarmSeverity | undefined;
}

/** Lists alarms by when they were raised. */
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
  return done(
    await listFitting(
      store,
      alarmAggregate,
      where,
      page,
      (alarm) =>
        (state === 'all' || (state === 'raised') === (alarm.clearedAt === undefined)) &&
        (siteId === undefined || alarm.siteId === siteId) &&
        (severity === undefined || alarm.severity === severity),
    ),
  );
}

export function readAlarm({ store }: Pick<Ports, 'store'>, id: string): Promise<Result<Stored<Alarm>>> {
  return loadKnown(store, alarmAggregate, id);
}
