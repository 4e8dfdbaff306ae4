import type { NotificationAddressFailed } from '../../contracts/events/notification-address-failed.ts';
import type { NotificationAddressRestored } from '../../contracts/events/notification-address-restored.ts';
import type { NotificationFailed } from '../../contracts/events/notification-failed.ts';
import type { NotificationPostponed } from '../../contracts/events/notification-postponed.ts';
import type { NotificationPreferencesSet } from '../../contracts/events/notification-preferences-set.ts';
import type { NotificationSent } from '../../contracts/events/notification-sent.ts';
import type { NotificationTextsDue } from '../../contracts/events/notification-texts-due.ts';
import type {
  FailingAddress,
  NoticeChannel,
  NoticeKind,
  NoticePreferences,
  WaitingText,
} from '../../contracts/notification.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { isSame } from '../details.ts';
import { done, type Result, refuse } from '../result.ts';
import { noticeRules } from './notice-kinds.ts';

export type NotificationEvent =
  | NotificationSent
  | NotificationFailed
  | NotificationPreferencesSet
  | NotificationPostponed
  | NotificationTextsDue
  | NotificationAddressFailed
  | NotificationAddressRestored;

/** How a subscriber wants to be told, and what was told last. */
export interface Notification {
  readonly subscriberId: string;
  readonly preferences: NoticePreferences;
  /** The latest notices, so that one that is heard of again is not sent again: event and channel of each. */
  readonly latest: readonly string[];
  /** Addresses that are written to no more; none if left out. */
  readonly failing?: readonly FailingAddress[];
  /** Text messages that wait for the end of quiet hours; none if left out. */
  readonly waiting?: readonly WaitingText[];
}

/** There is one per subscriber, so its id follows from the subscriber's. */
export function notificationIdOf(subscriberId: string): string {
  return `ntf_${subscriberId.slice(subscriberId.indexOf('_') + 1)}`;
}

/** An event comes again within minutes or never; more than this comes to nobody in that time. */
const latestKept = 50;

function noticeKey(eventId: string, channel: NoticeChannel): string {
  return `${eventId}:${channel}`;
}

/** The key of what a carrier refused for good. */
const refusedKey = (key: string) => `${key}!`;

export const notificationAggregate: Aggregate<Notification, NotificationEvent> = {
  type: 'notification',
  evolve(state, event, at) {
    const { subscriberId } = event.data;
    const before: Notification = state ?? { subscriberId, preferences: {}, latest: [] };
    if (event.type === 'notification.preferences-set') {
      return { ...before, preferences: event.data.preferences };
    }
    if (event.type === 'notification.postponed') {
      const { subscriberId: _, ...text } = event.data;
      return { ...before, waiting: [...(before.waiting ?? []), text] };
    }
    if (event.type === 'notification.texts-due') {
      const due = new Set(event.data.texts.map(({ eventId }) => eventId));
      return { ...before, waiting: before.waiting?.filter(({ eventId }) => !due.has(eventId)) ?? [] };
    }
    if (event.type === 'notification.address-failed') {
      const { subscriberId: _, ...address } = event.data;
      return { ...before, failing: [...(before.failing ?? []), { ...address, since: at }] };
    }
    if (event.type === 'notification.address-restored') {
      return {
        ...before,
        failing: before.failing?.filter((known) => !isAt(known, event.data.address)) ?? [],
      };
    }
    const { eventId, channel } = event.data;
    const told = noticeKey(eventId, channel);
    const key = event.type === 'notification.failed' ? refusedKey(told) : told;
    return { ...before, latest: [...before.latest, key].slice(-latestKept) };
  },
  links({ subscriberId, waiting = [] }) {
    const dueOn = waiting.map(({ until }) => until).toSorted()[0];
    return { owner: subscriberId, ...(dueOn === undefined ? {} : { dueOn }) };
  },
};

/** What came of telling somebody: `waits` for the end of quiet hours, or `refused` for good by the carrier. */
export type Telling = 'told' | 'waits' | 'refused';

/** What came of telling the subscriber of an event by that way; undefined while nobody has tried. */
export function tellingOf(
  notification: Notification | undefined,
  eventId: string,
  channel: NoticeChannel,
): Telling | undefined {
  const { latest = [], waiting = [] } = notification ?? {};
  const key = noticeKey(eventId, channel);
  if (latest.includes(key)) return 'told';
  if (latest.includes(refusedKey(key))) return 'refused';
  return channel === 'sms' && waiting.some((text) => text.eventId === eventId) ? 'waits' : undefined;
}

/** What waited and waits no more. */
export function dueTexts(
  { subscriberId, waiting = [] }: Notification,
  now: Instant,
): readonly NotificationEvent[] {
  const texts = waiting.filter(({ until }) => until <= now);
  return texts.length === 0 ? [] : [{ type: 'notification.texts-due', data: { subscriberId, texts } }];
}

/** Carriers write an address as they like: upper and lower case are one. */
function isAt({ address }: FailingAddress, other: string): boolean {
  return address.toLowerCase() === other.toLowerCase();
}

export function isFailing(notification: Notification | undefined, address: string): boolean {
  return notification?.failing?.some((known) => isAt(known, address)) ?? false;
}

/** The carrier said that an address takes no mail, or that its reader wants none. What is known is no news. */
export function failAddress(
  before: Notification | undefined,
  subscriberId: string,
  failed: Omit<FailingAddress, 'since'>,
): readonly NotificationEvent[] {
  return isFailing(before, failed.address)
    ? []
    : [{ type: 'notification.address-failed', data: { ...failed, subscriberId } }];
}

/** An address is written to again, because somebody knows better. */
export function restoreAddress(
  before: Notification | undefined,
  subscriberId: string,
  address: string,
): Result<readonly NotificationEvent[]> {
  return isFailing(before, address)
    ? done([{ type: 'notification.address-restored', data: { subscriberId, address } }])
    : refuse('notification.address-not-failing', `${address} is written to as it is.`);
}

/** Whether the subscriber is told of a kind by that way. */
export function isWanted(
  preferences: NoticePreferences | undefined,
  kind: NoticeKind,
  channel: NoticeChannel,
): boolean {
  return preferences?.[kind]?.[channel] ?? (channel === 'email' || noticeRules[kind].bySms);
}

/** Sets the preferences anew. What must be told is told by one way at least. */
export function setPreferences(
  before: Notification | undefined,
  subscriberId: string,
  preferences: NoticePreferences,
): Result<readonly NotificationEvent[]> {
  for (const kind of Object.keys(noticeRules) as NoticeKind[]) {
    const ways = (['email', 'sms'] as const).filter((channel) => isWanted(preferences, kind, channel));
    if (noticeRules[kind].isLegal && ways.length === 0) {
      return refuse(
        'notification.must-be-told',
        `Of ${kind} a subscriber must be told: leave e-mail or text message on.`,
        `/preferences/${kind}`,
      );
    }
  }
  return done(
    isSame(before?.preferences ?? {}, preferences)
      ? []
      : [{ type: 'notification.preferences-set', data: { subscriberId, preferences } }],
  );
}
