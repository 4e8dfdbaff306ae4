import type { NoticeChannel, NoticeKind, NoticeLanguage } from '../contracts/notification.ts';
import type { OperatorSettings } from '../contracts/operator.ts';
import type { ComposedNotice } from '../domain/notification/compose.ts';
import {
  type Notification,
  type NotificationEvent,
  notificationAggregate,
  notificationIdOf,
  type Telling,
  tellingOf,
} from '../domain/notification/notification.ts';
import { quietUntil } from '../domain/notification/quiet-hours.ts';
import type { Way } from '../domain/notification/ways.ts';
import { done, type Result } from '../domain/result.ts';
import type { Subscriber } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { MailPart } from '../ports/mail.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { withRetry } from './retry.ts';

/** What one subscriber is told of one thing, and by which ways. */
export interface ToTell {
  readonly kind: NoticeKind;
  /** What it is told of: by each way it is told of it once. */
  readonly eventId: string;
  readonly subscriber: Stored<Subscriber>;
  readonly notification: Stored<Notification> | undefined;
  readonly settings: OperatorSettings;
  readonly language: NoticeLanguage;
  readonly composed: ComposedNotice;
  readonly ways: readonly Way[];
  /** What goes along with the mail. */
  readonly attached?: () => Promise<readonly MailPart[]>;
}

/** What came of a way. */
export interface Told {
  readonly channel: NoticeChannel;
  readonly outcome: Telling;
  readonly reason?: string;
}

/**
 * Tells a subscriber of something by these ways, once by each, and keeps what was told for the timeline. A way that the
 * carrier refuses for good is kept as failed; any other trouble is thrown, and what was told before is not told again then.
 */
export async function tell(
  ports: Pick<Ports, 'store' | 'mail' | 'sms'>,
  { kind, eventId, subscriber, notification, settings, language, composed, ways, attached }: ToTell,
  context: Context,
): Promise<readonly Told[]> {
  const { store } = ports;
  const subscriberId = subscriber.id;
  const id = notificationIdOf(subscriberId);
  const results: Told[] = [];
  for (const { channel, to } of ways) {
    const timeZone = subscriber.state.details.timeZone;
    const until = channel === 'sms' ? quietUntil(context.now, timeZone, settings.quietHours) : undefined;
    const before = tellingOf(notification?.state, eventId, channel);
    if (before !== undefined) {
      results.push({ channel, outcome: before, reason: 'the carrier refused it before' });
      continue;
    }
    if (until !== undefined) {
      const waiting = { eventId, kind, language, to, text: composed.sms, until };
      await keepNotice(
        store,
        id,
        { type: 'notification.postponed', data: { ...waiting, subscriberId } },
        context,
      );
      results.push({ channel, outcome: 'waits' });
      continue;
    }
    const about = { subscriberId, eventId, kind, channel, to };
    const told =
      channel === 'sms'
        ? await ports.sms.send({ to, text: composed.sms })
        : await mailTo(ports, { to, subscriberId, key: eventId }, settings, composed, attached);
    const subject = channel === 'email' ? composed.subject : composed.sms;
    const happened: NotificationEvent = told.ok
      ? { type: 'notification.sent', data: { ...about, language, subject } }
      : { type: 'notification.failed', data: { ...about, reason: told.refusal.message } };
    await keepNotice(store, id, happened, context);
    results.push(
      told.ok ? { channel, outcome: 'told' } : { channel, outcome: 'refused', reason: told.refusal.message },
    );
  }
  return results;
}

async function mailTo(
  { mail }: Pick<Ports, 'mail'>,
  addressed: { readonly to: string; readonly subscriberId: string; readonly key: string },
  { logo }: OperatorSettings,
  { subject, text, html }: ComposedNotice,
  attached: ToTell['attached'],
): Promise<Result<void>> {
  const picture: MailPart[] =
    logo === undefined
      ? []
      : [
          {
            name: 'logo',
            contentType: logo.mediaType,
            bytes: Buffer.from(logo.base64, 'base64'),
            contentId: 'logo',
          },
        ];
  const parts = [...picture, ...((await attached?.()) ?? [])];
  return mail.send({ ...addressed, subject, text, html, parts });
}

/** Keeps what happened to a notice. */
export async function keepNotice(
  store: Store,
  id: string,
  event: NotificationEvent,
  context: Context,
): Promise<void> {
  const kept = await withRetry(context, async (): Promise<Result<void>> => {
    const stored = await store.load(notificationAggregate, id);
    const committed = await store.commit(
      [change(notificationAggregate, id, stored, [event], context.now)],
      context,
    );
    return committed.ok ? done(undefined) : committed;
  });
  if (!kept.ok) throw new Error(`a notice cannot be kept: ${kept.refusal.message}`);
}
