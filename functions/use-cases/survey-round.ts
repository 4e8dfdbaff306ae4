import type { RoundSurveyed } from '../contracts/events/round-surveyed.ts';
import type { FoundSubscriber, RoundWish } from '../contracts/round.ts';
import { countedBy } from '../domain/counts.ts';
import {
  type Notification,
  notificationAggregate,
  notificationIdOf,
} from '../domain/notification/notification.ts';
import { aimAt, asksForServices, isMeant } from '../domain/round/aim.ts';
import type { Round } from '../domain/round/round.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Store, Stored } from '../ports/store.ts';

const perStep = 500;
const perPage = 100;

/** Looks at the next subscribers: for whom it is done, and who is left out. */
export async function surveySubscribers(
  store: Store,
  { wish, cursor }: Round,
): Promise<RoundSurveyed['data']> {
  const found: FoundSubscriber[] = [];
  const leftOut: string[] = [];
  let place = cursor;
  for (let looked = 0; place !== null && looked < perStep; looked += perPage) {
    const page = await nextSubscribers(store, wish, place);
    leftOut.push(...Array<string>(page.unknown).fill('subscriber.unknown'));
    const meant = await meantOf(store, page.subscribers, wish);
    const notifications = await notificationsOf(store, meant, wish);
    for (const { id: subscriberId, state } of meant) {
      const aim = aimAt(state, notifications.get(notificationIdOf(subscriberId)), wish);
      if ('leftOut' in aim) leftOut.push(aim.leftOut);
      else found.push({ subscriberId, channels: [...aim.channels] });
    }
    place = page.cursor;
  }
  return { found, leftOut: countedBy(leftOut), cursor: place };
}

interface SubscriberPage {
  readonly subscribers: readonly Stored<Subscriber>[];
  /** Ids that no subscriber has. */
  readonly unknown: number;
  readonly cursor: string | null;
}

async function nextSubscribers(
  store: Store,
  { subscriberIds }: RoundWish,
  cursor: string,
): Promise<SubscriberPage> {
  if (subscriberIds === undefined) {
    const page = { limit: perPage, ...(cursor === '' ? {} : { cursor }) };
    const { items, nextCursor = null } = await store.list(subscriberAggregate, { by: 'type' }, page);
    return { subscribers: items, unknown: 0, cursor: nextCursor };
  }
  const from = Number(cursor);
  const ids = subscriberIds.slice(from, from + perPage);
  const subscribers = await store.loadAll(subscriberAggregate, ids);
  const to = from + ids.length;
  return {
    subscribers,
    unknown: ids.length - subscribers.length,
    cursor: to < subscriberIds.length ? String(to) : null,
  };
}

async function meantOf(
  store: Store,
  subscribers: readonly Stored<Subscriber>[],
  wish: RoundWish,
): Promise<readonly Stored<Subscriber>[]> {
  const ids = subscribers.map(({ id }) => id);
  const services = asksForServices(wish) ? await store.ownedBy(serviceAggregate, ids) : [];
  return subscribers.filter(({ state }, i) =>
    isMeant(state, services[i]?.map((service) => service.state) ?? [], wish),
  );
}

async function notificationsOf(
  store: Store,
  subscribers: readonly Stored<Subscriber>[],
  { message }: RoundWish,
): Promise<ReadonlyMap<string, Notification>> {
  if (message === undefined) return new Map();
  const ids = subscribers.map(({ id }) => notificationIdOf(id));
  const loaded = await store.loadAll(notificationAggregate, ids);
  return new Map(loaded.map(({ id, state }) => [id, state]));
}
