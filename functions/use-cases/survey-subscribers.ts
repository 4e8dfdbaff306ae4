import type { BulkScope, SurveyedSubscriber } from '../contracts/bulk-action.ts';
import type { BulkActionSurveyed } from '../contracts/events/bulk-action-surveyed.ts';
import type { SubscriberAction } from '../domain/bulk-action/action.ts';
import type { BulkAction } from '../domain/bulk-action/bulk-action.ts';
import { asksForServices, isSubscriberMeant } from '../domain/bulk-action/meant.ts';
import { countedBy } from '../domain/counts.ts';
import { notificationAggregate, notificationIdOf } from '../domain/notification/notification.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { isCandidate } from './bulk-candidates.ts';
import { sideBySide } from './side-by-side.ts';

type Reading = Pick<Ports, 'store' | 'sessions'>;

const perStep = 500;
const perPage = 100;

/** Looks at the next subscribers: for whom it is done, and who is left out. */
export async function surveySubscribers(
  ports: Reading,
  { wish, cursor }: BulkAction,
  { aimAt }: SubscriberAction,
): Promise<BulkActionSurveyed['data']> {
  const { store } = ports;
  const found: SurveyedSubscriber[] = [];
  const leftOut: string[] = [];
  let place = cursor;
  for (let looked = 0; place !== null && looked < perStep; looked += perPage) {
    const page = await nextSubscribers(store, wish, place);
    leftOut.push(...Array<string>(page.unknown).fill('subscriber.unknown'));
    const meant = await meantOf(ports, page.subscribers, wish);
    const notifications = await store.loadAll(
      notificationAggregate,
      meant.map(({ id }) => notificationIdOf(id)),
    );
    const known = new Map(notifications.map(({ id, state }) => [id, state]));
    for (const { id: subscriberId, state } of meant) {
      const aim = aimAt(state, known.get(notificationIdOf(subscriberId)), wish);
      if ('leftOut' in aim) leftOut.push(aim.leftOut);
      else found.push({ subscriberId, channels: [...aim.channels] });
    }
    place = page.cursor;
  }
  return { found, prices: [], leftOut: countedBy(leftOut), cursor: place };
}

interface SubscriberPage {
  readonly subscribers: readonly Stored<Subscriber>[];
  /** Ids that no subscriber has. */
  readonly unknown: number;
  readonly cursor: string | null;
}

async function nextSubscribers(
  store: Store,
  { subscriberIds }: BulkScope,
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
  ports: Reading,
  subscribers: readonly Stored<Subscriber>[],
  scope: BulkScope,
): Promise<readonly Stored<Subscriber>[]> {
  const meant = subscribers.filter(({ state }) => isSubscriberMeant(state, scope));
  if (!asksForServices(scope)) return meant;
  const ids = meant.map(({ id }) => id);
  const services = await ports.store.ownedBy(serviceAggregate, ids);
  // Whose tag it is was looked at already.
  const { tag: _, ...ofServices } = scope;
  const has = await sideBySide(services, async (owned) => {
    for (const service of owned) if (await isCandidate(ports, service, ofServices)) return true;
    return false;
  });
  return meant.filter((_subscriber, i) => has[i]);
}
