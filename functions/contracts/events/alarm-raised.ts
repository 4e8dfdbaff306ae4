import { alarmDetails } from '../alarm.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** Something is not as it must be, and somebody has to look. */
export const alarmRaised = defineEvent('alarm.raised', alarmDetails);
export type AlarmRaised = EventOf<typeof alarmRaised>;
