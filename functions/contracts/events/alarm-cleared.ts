import * as z from 'zod';
import { alarmDetails } from '../alarm.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** It is as it must be again; `words` say by what. */
export const alarmCleared = defineEvent(
  'alarm.cleared',
  z.strictObject({ ...alarmDetails.shape, words: z.string() }),
);
export type AlarmCleared = EventOf<typeof alarmCleared>;
