import type { AlarmDetails } from '../../contracts/alarm.ts';
import type { AlarmCleared } from '../../contracts/events/alarm-cleared.ts';
import type { AlarmRaised } from '../../contracts/events/alarm-raised.ts';
import type { AlarmReworded } from '../../contracts/events/alarm-reworded.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';

export type AlarmEvent = AlarmRaised | AlarmReworded | AlarmCleared;

/** One occurrence of trouble, from when it was noticed until it was over. */
export interface Alarm extends AlarmDetails {
  readonly raisedAt: Instant;
  readonly clearedAt?: Instant;
}

/** Under which alarms are listed that have not been cleared. */
export const raisedAlarms = 'raised';

export const alarmAggregate: Aggregate<Alarm, AlarmEvent> = {
  type: 'alarm',
  links: ({ siteId, clearedAt }) => ({
    ...(siteId === undefined ? {} : { place: siteId }),
    ...(clearedAt === undefined ? { owner: raisedAlarms } : {}),
  }),
  evolve(state, event, at) {
    if (event.type === 'alarm.raised') return { ...event.data, raisedAt: at };
    if (state === undefined) throw new Error(`${event.type} on an alarm that does not exist`);
    const { raisedAt } = state;
    return event.type === 'alarm.reworded'
      ? { ...event.data, raisedAt }
      : { ...event.data, raisedAt, clearedAt: at };
  },
};

/** At most one alarm of a kind is raised about a subject. */
export function alarmClaim({ kind, subject }: Pick<AlarmDetails, 'kind' | 'subject'>): {
  readonly kind: string;
  readonly value: string;
} {
  return { kind: 'alarm', value: `${kind}/${subject.id}` };
}

/** Tells of trouble: anew, or with other words; nothing when that is what was said. */
export function raiseAlarm(alarm: Alarm | undefined, details: AlarmDetails): readonly AlarmEvent[] {
  if (alarm === undefined) return [{ type: 'alarm.raised', data: details }];
  const isSame = alarm.words === details.words && alarm.severity === details.severity;
  return isSame ? [] : [{ type: 'alarm.reworded', data: details }];
}

export function clearAlarm(
  { raisedAt: _, clearedAt, ...details }: Alarm,
  words: string,
): readonly AlarmEvent[] {
  return clearedAt === undefined ? [{ type: 'alarm.cleared', data: { ...details, words } }] : [];
}
