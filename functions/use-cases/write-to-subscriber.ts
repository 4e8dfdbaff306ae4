import type { OperatorSettings } from '../contracts/operator.ts';
import { message, messageOf } from '../domain/bulk-action/actions/message.ts';
import type { BulkAction } from '../domain/bulk-action/bulk-action.ts';
import { composeMessage, wordsFor } from '../domain/bulk-action/message-words.ts';
import { type NoticeTemplates, templateOf } from '../domain/notification/notice-templates.ts';
import { notificationAggregate, notificationIdOf } from '../domain/notification/notification.ts';
import { waysTo } from '../domain/notification/ways.ts';
import type { Subscriber } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import type { Outcome } from './bulk-outcome.ts';
import { tell } from './tell.ts';

/** How the operator writes. */
export interface House {
  readonly settings: OperatorSettings;
  readonly templates: NoticeTemplates | undefined;
}

/** Writes to a subscriber, by each way once however often this is asked. */
export async function writeToSubscriber(
  ports: Pick<Ports, 'store' | 'mail' | 'sms'>,
  { id: eventId, state: { wish } }: Stored<BulkAction>,
  subscriber: Stored<Subscriber>,
  { settings, templates }: House,
  context: Context,
): Promise<Outcome> {
  const { id: subscriberId, state } = subscriber;
  const notification = await ports.store.load(notificationAggregate, notificationIdOf(subscriberId));
  const aim = message.aimAt(state, notification?.state, wish);
  if ('leftOut' in aim) return { leftOut: { subscriberId, code: aim.leftOut } };
  const { name, accent, logo } = settings;
  const words = wordsFor(messageOf(wish), state);
  const { language } = words;
  const composed = composeMessage(words, state, templateOf(templates, 'message', language), name, {
    accent,
    logo: logo && 'cid:logo',
  });
  const ways = waysTo(state, notification?.state, 'message').filter(({ channel }) =>
    aim.channels.includes(channel),
  );
  const about = { kind: 'message' as const, eventId, language, composed, ways };
  const told = await tell(ports, { ...about, subscriber, notification, settings }, context);
  const refused = told.filter(({ outcome }) => outcome === 'refused');
  if (refused.length === told.length) {
    const reasons = refused.map(({ channel, reason = '' }) => `${channel}: ${reason}`).join('; ');
    return { failed: { subscriberId, code: 'notification.refused', message: reasons.slice(0, 500) } };
  }
  const by = (channel: 'email' | 'sms', outcome: 'told' | 'waits') =>
    told.filter((one) => one.channel === channel && one.outcome === outcome).length;
  return {
    done: {
      subscriberId,
      told: { email: by('email', 'told'), sms: by('sms', 'told'), waiting: by('sms', 'waits') },
    },
  };
}
