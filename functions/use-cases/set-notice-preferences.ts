import type { NoticePreferences } from '../contracts/notification.ts';
import {
  type Notification,
  type NotificationEvent,
  notificationAggregate,
  notificationIdOf,
  restoreAddress,
  setPreferences,
} from '../domain/notification/notification.ts';
import { done, type Result } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { loadKnown, refuseStale } from './load.ts';
import { withRetry } from './retry.ts';
import { storedBy } from './write-one.ts';

/** By which ways a subscriber wants to be told; the usual ones, at version 0, before anything was said. */
export async function readNoticePreferences(
  { store }: Pick<Ports, 'store'>,
  subscriberId: string,
): Promise<Result<Stored<Notification>>> {
  const known = await loadKnown(store, subscriberAggregate, subscriberId);
  if (!known.ok) return known;
  return done(
    (await store.load(notificationAggregate, notificationIdOf(subscriberId))) ?? none(subscriberId),
  );
}

/** Sets by which ways a subscriber is told of what, in place of all that was set before. */
export function setNoticePreferences(
  ports: Pick<Ports, 'store'>,
  subscriberId: string,
  preferences: NoticePreferences,
  context: Context,
): Promise<Result<Stored<Notification>>> {
  return changeNotification(ports, subscriberId, context, (before) =>
    setPreferences(before, subscriberId, preferences),
  );
}

/** Writes to an address again from which mail came back. */
export function restoreFailingAddress(
  ports: Pick<Ports, 'store'>,
  subscriberId: string,
  address: string,
  context: Context,
): Promise<Result<Stored<Notification>>> {
  return changeNotification(ports, subscriberId, context, (before) =>
    restoreAddress(before, subscriberId, address),
  );
}

async function changeNotification(
  { store }: Pick<Ports, 'store'>,
  subscriberId: string,
  context: Context,
  decide: (before: Notification | undefined) => Result<readonly NotificationEvent[]>,
): Promise<Result<Stored<Notification>>> {
  const known = await loadKnown(store, subscriberAggregate, subscriberId);
  if (!known.ok) return known;
  const id = notificationIdOf(subscriberId);
  return withRetry(context, async () => {
    const stored = await store.load(notificationAggregate, id);
    const stale = stored === undefined ? undefined : refuseStale(context, stored);
    if (stale !== undefined) return stale;
    const decided = decide(stored?.state);
    if (!decided.ok) return decided;
    if (decided.value.length === 0) return done(stored ?? none(subscriberId));
    const made = change(notificationAggregate, id, stored, decided.value, context.now);
    const answer = storedBy(made, context);
    const committed = await store.commit([made], context, answer);
    return committed.ok ? done(answer) : committed;
  });
}

function none(subscriberId: string): Stored<Notification> {
  const state: Notification = { subscriberId, preferences: {}, latest: [] };
  return { id: notificationIdOf(subscriberId), version: 0, state, updatedAt: '' };
}
