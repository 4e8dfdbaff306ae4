import type { NoticeChannel } from '../../contracts/notification.ts';
import type { RoundMessage, RoundWish } from '../../contracts/round.ts';
import { meets } from '../bulk-change/target.ts';
import type { Notification } from '../notification/notification.ts';
import { waysTo } from '../notification/ways.ts';
import type { Service } from '../service/service.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import { hasTag, tagsAfter, tagsAtMost } from '../subscriber/tags.ts';

/** Whether a round asks for subscribers by the services that they have. */
export function asksForServices({ planId, siteId, technology, network, serviceState }: RoundWish): boolean {
  return [planId, siteId, technology, network, serviceState].some((one) => one !== undefined);
}

/** Whether the subscriber is meant, who has these services. */
export function isMeant(subscriber: Subscriber, services: readonly Service[], wish: RoundWish): boolean {
  if (wish.status !== undefined && subscriber.status !== wish.status) return false;
  if (wish.tag !== undefined && !hasTag(subscriber.details.tags, wish.tag)) return false;
  if (!asksForServices(wish)) return true;
  return services.some(
    (service) => service.state !== 'terminated' && meets(service, { ...wish, state: wish.serviceState }),
  );
}

/** By which ways it is done, or the stable code of why it is not. */
export type Aim = { readonly channels: readonly NoticeChannel[] } | { readonly leftOut: string };

/** What the round comes to for one subscriber. */
export function aimAt(
  subscriber: Subscriber,
  notification: Notification | undefined,
  { message, tags }: RoundWish,
): Aim {
  if (message !== undefined) return aimOfMessage(subscriber, notification, message);
  const before = subscriber.details.tags;
  const after = tagsAfter(before, tags ?? { add: [], remove: [] });
  if (after === before) return { leftOut: 'round.already-so' };
  return after.length > tagsAtMost ? { leftOut: 'subscriber.too-many-tags' } : { channels: [] };
}

function aimOfMessage(
  subscriber: Subscriber,
  notification: Notification | undefined,
  message: RoundMessage,
): Aim {
  if (subscriber.status === 'closed') return { leftOut: 'subscriber.closed' };
  const isChosen = ({ channel }: { readonly channel: NoticeChannel }) => message.channels.includes(channel);
  const ways = waysTo(subscriber, notification, 'message').filter(isChosen);
  if (ways.length > 0) return { channels: ways.map(({ channel }) => channel) };
  const { emails, phones } = subscriber.details;
  const addresses = { email: emails, sms: phones };
  if (message.channels.every((channel) => addresses[channel].length === 0)) {
    return { leftOut: 'notification.no-address' };
  }
  const ifAllWereWanted = waysTo(subscriber, notification && { ...notification, preferences: {} }, 'message');
  return {
    leftOut: ifAllWereWanted.some(isChosen) ? 'notification.not-wanted' : 'notification.address-failing',
  };
}
