import type { BulkActionWish, BulkMessage, MessageWords } from '../../../contracts/bulk-action.ts';
import type { NoticeChannel } from '../../../contracts/notification.ts';
import { commonPlaces } from '../../notification/notice-kinds.ts';
import type { Notification } from '../../notification/notification.ts';
import { waysTo } from '../../notification/ways.ts';
import { type Flaw, type Result, refuse, refuseAll } from '../../result.ts';
import type { Subscriber } from '../../subscriber/subscriber.ts';
import type { Aim, SubscriberAction } from '../action.ts';

/** Subscribers are written to, by those of the chosen ways that they want. */
export const message: SubscriberAction = {
  of: 'subscribers',
  takes: ['message', 'status'],
  refuse: ({ message: written }) =>
    written === undefined
      ? refuse('bulk-action.message-missing', 'Say what they are written, and by which ways.', '/message')
      : refuseWords(written),
  aimAt: (subscriber, notification, wish) => aimOf(subscriber, notification, messageOf(wish)),
};

/** What they are written. */
export function messageOf({ message: written }: BulkActionWish): BulkMessage {
  if (written === undefined) throw new Error('a message to many without its words');
  return written;
}

function refuseWords({ words }: BulkMessage): Result<never> | undefined {
  const languages = words.map(({ language }) => language);
  const twice = languages.findIndex((language, i) => languages.indexOf(language) !== i);
  if (twice !== -1) {
    return refuse(
      'bulk-action.language-twice',
      `There are words in ${languages[twice]} already.`,
      `/message/words/${twice}/language`,
    );
  }
  const flaws = words.flatMap(flawsIn);
  return flaws.length === 0
    ? undefined
    : refuseAll('notice-template.place-unknown', 'The words name what a message does not have.', flaws);
}

function flawsIn({ subject, text, sms = '' }: MessageWords, index: number): readonly Flaw[] {
  const known: readonly string[] = commonPlaces;
  return Object.entries({ subject, text, sms }).flatMap(([part, words]) =>
    [...words.matchAll(/\{([^{}]*)\}/g)].flatMap(([, name = '']) =>
      known.includes(name)
        ? []
        : [
            {
              pointer: `/message/words/${index}/${part}`,
              message: `{${name}} is nothing that a message has; it has ${known.map((one) => `{${one}}`).join(', ')}`,
            },
          ],
    ),
  );
}

function aimOf(subscriber: Subscriber, notification: Notification | undefined, written: BulkMessage): Aim {
  if (subscriber.status === 'closed') return { leftOut: 'subscriber.closed' };
  const isChosen = ({ channel }: { readonly channel: NoticeChannel }) => written.channels.includes(channel);
  const ways = waysTo(subscriber, notification, 'message').filter(isChosen);
  if (ways.length > 0) return { channels: ways.map(({ channel }) => channel) };
  const { emails, phones } = subscriber.details;
  const addresses = { email: emails, sms: phones };
  if (written.channels.every((channel) => addresses[channel].length === 0)) {
    return { leftOut: 'notification.no-address' };
  }
  const ifAllWereWanted = waysTo(subscriber, notification && { ...notification, preferences: {} }, 'message');
  return {
    leftOut: ifAllWereWanted.some(isChosen) ? 'notification.not-wanted' : 'notification.address-failing',
  };
}
