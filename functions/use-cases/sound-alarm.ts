import type { AlarmDetails } from '../contracts/alarm.ts';
import { alarmAggregate, alarmClaim, clearAlarm, raiseAlarm } from '../domain/alarm/alarm.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Change } from '../ports/store.ts';

/** The change that raises an alarm, or gives a raised one its present words; for the caller's own commit. */
export async function soundAlarm(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  details: AlarmDetails,
  context: Context,
): Promise<readonly Change[]> {
  const claim = alarmClaim(details);
  const id = (await store.holder(claim)) ?? ids.next('alm');
  const stored = await store.load(alarmAggregate, id);
  const events = raiseAlarm(stored?.state, details);
  if (events.length === 0) return [];
  const extras = stored === undefined ? { claims: [claim] } : {};
  return [change(alarmAggregate, id, stored, events, context.now, extras)];
}

/** The change that clears the alarm about the subject, if one is raised. */
export async function silenceAlarm(
  { store }: Pick<Ports, 'store'>,
  about: Pick<AlarmDetails, 'kind' | 'subject'>,
  words: string,
  context: Context,
): Promise<readonly Change[]> {
  const claim = alarmClaim(about);
  const id = await store.holder(claim);
  const stored = id === undefined ? undefined : await store.load(alarmAggregate, id);
  if (stored === undefined) return [];
  const events = clearAlarm(stored.state, words);
  return events.length === 0
    ? []
    : [change(alarmAggregate, stored.id, stored, events, context.now, { releases: [claim] })];
}
