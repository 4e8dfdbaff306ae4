import { beforeEach, describe, expect, it } from 'vitest';
import { unnamedOperator } from '../../functions/domain/document/operator.ts';
import { notificationIdOf } from '../../functions/domain/notification/notification.ts';
import { changeOperator } from '../../functions/use-cases/change-operator.ts';
import { changeSubscriber } from '../../functions/use-cases/change-subscriber.ts';
import { setNoticePreferences } from '../../functions/use-cases/set-notice-preferences.ts';
import { sweepTexts } from '../../functions/use-cases/sweep-texts.ts';
import { contextAt } from '../ports.ts';
import { activated, aSubscriberToTell, now, subscriberId, tell, test, told } from './notice-case.ts';
import { must } from './paying-subscriber.ts';

aSubscriberToTell();

describe('in quiet hours', () => {
  const at = (time: string) => contextAt(`2026-01-0${time}:00.000Z`);
  const events = async (type: string) =>
    (await test.ports.store.history('notification', notificationIdOf(subscriberId))).filter(
      (event) => event.type === type,
    );

  beforeEach(async () => {
    const quietHours = { from: '21:00', to: '08:00' };
    must(await changeOperator(test.ports, { ...unnamedOperator, quietHours }, now));
    const details = { phones: ['+34600111222'], timeZone: 'Europe/Madrid' };
    must(await changeSubscriber(test.ports, subscriberId, details, now));
    const preferences = { 'service-active': { sms: true } };
    must(await setNoticePreferences(test.ports, subscriberId, preferences, now));
  });

  it('mail goes out, and a text message waits for their end on the subscriber’s clock, once', async () => {
    for (const _ of [1, 2]) await tell(activated, at('1T20:30'));
    expect(test.recorded.mail).toHaveLength(1);
    expect(test.recorded.sms).toEqual([]);
    expect((await told()).slice(1)).toEqual([
      'Told by e-mail to ada@example.com: Your service is active: A',
      'A text message to +34600111222 waits for the end of quiet hours at 2026-01-02T07:00:00.000Z.',
    ]);

    expect(await sweepTexts(test.ports, null, at('2T06:45'))).toEqual({ nextCursor: null, failures: [] });
    expect(await events('notification.texts-due')).toEqual([]);
    for (const _ of [1, 2]) await sweepTexts(test.ports, null, at('2T07:45'));
    const due = await events('notification.texts-due');
    expect(due).toHaveLength(1);
    for (const _ of [1, 2]) await tell(due[0]!, at('2T07:45'));
    await tell(activated, at('2T07:45'));
    expect(test.recorded.sms).toEqual([
      { to: '+34600111222', text: 'Internet provider: A is active. Welcome!' },
    ]);
    expect(test.recorded.mail).toHaveLength(1);
    expect((await told()).at(-1)).toBe(
      'Told by text message to +34600111222: Internet provider: A is active. Welcome!',
    );
  });

  it('are over in the day: the text message goes at once', async () => {
    await tell(activated, at('1T12:30'));
    expect(test.recorded.sms).toHaveLength(1);
    expect(await events('notification.postponed')).toEqual([]);
  });
});
