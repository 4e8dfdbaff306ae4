import type { NoticeChannel, NoticeKind } from '../../contracts/notification.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import { isFailing, isWanted, type Notification } from './notification.ts';

/** By what, and to which address or number. */
export interface Way {
  readonly channel: NoticeChannel;
  readonly to: string;
}

/** By which ways a subscriber can be told, and wants to be, of a kind. */
export function waysTo(
  { details }: Subscriber,
  notification: Notification | undefined,
  kind: NoticeKind,
): readonly Way[] {
  const ways = [
    { channel: 'email' as const, to: details.emails.find((to) => !isFailing(notification, to)) },
    { channel: 'sms' as const, to: details.phones[0] },
  ];
  return ways.flatMap(({ channel, to }) =>
    to !== undefined && isWanted(notification?.preferences, kind, channel) ? [{ channel, to }] : [],
  );
}
