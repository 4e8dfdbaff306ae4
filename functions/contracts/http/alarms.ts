import * as z from 'zod';
import { alarmDetails, alarmSeverity } from '../alarm.ts';
import { listQuery, pageOf } from '../page.ts';
import { defineRoute } from '../route.ts';
import { id, instant } from '../scalars.ts';

const tag = 'Network';

/** An alarm as the API shows it. */
export const alarmView = z
  .object({
    id,
    state: z.enum(['raised', 'cleared']),
    ...alarmDetails.shape,
    words: z.string().meta({ description: 'What is wrong; of a cleared alarm, by what it was over.' }),
    raisedAt: instant,
    clearedAt: instant.optional(),
  })
  .meta({ id: 'Alarm' });
export type AlarmView = z.infer<typeof alarmView>;

export const listAlarms = defineRoute({
  method: 'GET',
  path: '/alarms',
  permission: 'network:read',
  summary: 'List what somebody must look at, by when it was raised',
  tag,
  query: listQuery.extend({
    state: z.enum(['raised', 'cleared', 'all']).default('raised'),
    siteId: id.optional(),
    severity: alarmSeverity.optional(),
  }),
  answer: { status: 200, body: pageOf(alarmView) },
});

export const getAlarm = defineRoute({
  method: 'GET',
  path: '/alarms/{id}',
  permission: 'network:read',
  summary: 'Read an alarm',
  tag,
  params: z.object({ id }),
  answer: { status: 200, body: alarmView },
  refusals: ['alarm.unknown'],
});
