import type { AlarmView } from '../contracts/http/alarms.ts';
import type { Alarm } from '../domain/alarm/alarm.ts';
import type { Stored } from '../ports/store.ts';

/** An alarm as the API shows it. */
export function showAlarm({ id, state }: Stored<Alarm>): AlarmView {
  return { id, ...state, state: state.clearedAt === undefined ? 'raised' : 'cleared' };
}
