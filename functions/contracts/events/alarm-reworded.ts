import { alarmDetails } from '../alarm.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** It is still so, for another reason; the alarm is given whole. */
export const alarmReworded = defineEvent('alarm.reworded', alarmDetails);
export type AlarmReworded = EventOf<typeof alarmReworded>;
