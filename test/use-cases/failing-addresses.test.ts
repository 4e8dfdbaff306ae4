import type { SNSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { mailReturns } from '../../functions/runtime/mail-returns.ts';
import { changeSubscriber } from '../../functions/use-cases/change-subscriber.ts';
import {
  readNoticePreferences,
  restoreFailingAddress,
} from '../../functions/use-cases/set-notice-preferences.ts';
import { showNoticePreferences } from '../../functions/use-cases/show-notifications.ts';
import {
  activated,
  aSubscriberToTell,
  invoiced,
  now,
  subscriberId,
  tell,
  test,
  told,
} from './notice-case.ts';
import { must } from './paying-subscriber.ts';

aSubscriberToTell();

describe('an address from which mail came back', () => {
  const bounce = (bounceType: string, emailAddress = 'Ada <ADA@example.com>') => ({
    eventType: 'Bounce',
    mail: { tags: { subscriber: [subscriberId] } },
    bounce: { bounceType, bounceSubType: 'General', bouncedRecipients: [{ emailAddress }] },
  });
  const hear = (message: object) =>
    mailReturns(
      test.ports,
      () => now.now,
    )({ Records: [{ Sns: { Message: JSON.stringify(message) } }] } as SNSEvent);
  const failing = async () =>
    showNoticePreferences(must(await readNoticePreferences(test.ports, subscriberId))).failing;

  it('is written to no more, the next one is; and again when somebody knows better', async () => {
    must(
      await changeSubscriber(test.ports, subscriberId, { emails: ['ada@example.com', 'b@example.com'] }, now),
    );
    for (const _ of [1, 2]) await hear(bounce('Permanent'));
    expect(await failing()).toEqual([
      { address: 'ADA@example.com', fault: 'bounced', reason: 'General', since: now.now },
    ]);
    await tell(invoiced);
    expect(test.recorded.mail.map(({ to, subscriberId: whose }) => [to, whose])).toEqual([
      ['b@example.com', subscriberId],
    ]);
    must(await restoreFailingAddress(test.ports, subscriberId, 'ada@example.com', now));
    expect(await failing()).toEqual([]);
    expect(await restoreFailingAddress(test.ports, subscriberId, 'ada@example.com', now)).toMatchObject({
      refusal: { code: 'notification.address-not-failing' },
    });
    await tell(activated);
    expect(test.recorded.mail.at(-1)?.to).toBe('ada@example.com');
  });

  it('leaves what must be told to a letter where it is the only one', async () => {
    const complaint = { complainedRecipients: [{ emailAddress: 'ada@example.com' }] };
    await hear({ ...bounce('Permanent'), eventType: 'Complaint', complaint });
    await tell(invoiced);
    await tell(activated);
    expect(test.recorded.mail).toEqual([]);
    expect(await told()).toEqual([
      'Mail was called unwanted at ada@example.com, which is written to no more: no reason was given',
      'Could not be told by e-mail: there is no address that takes mail; tell the subscriber by letter',
    ]);
  });

  it('for a while only, is written to as before; what is no word of the carrier is not taken', async () => {
    await hear(bounce('Transient'));
    expect(await failing()).toEqual([]);
    await expect(hear({ eventType: 'Bounce' })).rejects.toThrow();
  });
});
