import type { AggregateType, EventEnvelope } from '../contracts/event.ts';
import type { BalanceView } from '../contracts/http/balance.ts';
import type { TimelineEntry } from '../contracts/http/subscribers.ts';
import type { Instant } from '../contracts/scalars.ts';
import { accountIdOf, billingAccountAggregate } from '../domain/billing/account.ts';
import { invoiceAggregate } from '../domain/billing/invoice.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { dunningIdOf } from '../domain/dunning/dunning.ts';
import { notificationIdOf } from '../domain/notification/notification.ts';
import { collectionAggregate } from '../domain/payment/collection.ts';
import { paymentLinkAggregate } from '../domain/payment/link.ts';
import { paymentMethodsIdOf } from '../domain/payment/methods.ts';
import { paymentAggregate } from '../domain/payment/payment.ts';
import { done, type Result } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import { serviceOrderAggregate } from '../domain/service-order/service-order.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { timelineWords } from '../domain/subscriber/timeline-words.ts';
import { ticketAggregate } from '../domain/ticket/ticket.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Store, Stored } from '../ports/store.ts';
import { everyOne } from './every-one.ts';
import { loadKnown } from './load.ts';
import { showBalance } from './read-account.ts';

export interface Timeline {
  readonly items: readonly TimelineEntry[];
  readonly nextCursor?: string;
  readonly state?: {
    readonly at: Instant;
    readonly subscriber?: Stored<Subscriber>;
    readonly services: readonly Stored<Service>[];
    readonly balance?: BalanceView;
  };
}

/**
 * What happened to a subscriber and to all that belongs to it, in words. With `at` it ends there, and the subscriber and
 * its services come as they were at that instant, and what was owed, folded from the same events.
 */
export async function readTimeline(
  { store }: Pick<Ports, 'store'>,
  subscriberId: string,
  query: Page & { readonly at?: Instant | undefined },
): Promise<Result<Timeline>> {
  const known = await loadKnown(store, subscriberAggregate, subscriberId);
  if (!known.ok) return known;
  const { at, limit, cursor, order = 'oldest' } = query;
  const isBehind = (place: string, other: string) => (order === 'oldest' ? place > other : place < other);
  const services = await everyOne(store, serviceAggregate, { by: 'owner', owner: subscriberId });
  const subjects = await subjectsOf(store, subscriberId, services);
  const histories = await Promise.all(subjects.map(({ type, id }) => store.history(type, id)));
  const placed = histories
    .flatMap(inPlace)
    .filter(
      ({ place, event }) =>
        (cursor === undefined || isBehind(place, cursor)) && (at === undefined || event.at <= at),
    )
    .sort((a, b) => (isBehind(a.place, b.place) ? 1 : -1));
  const shown = placed.slice(0, limit);
  const last = placed.length > limit ? shown.at(-1) : undefined;
  return done({
    items: shown.map(({ event }) => entryOf(event)),
    ...(last === undefined ? {} : { nextCursor: last.place }),
    ...(at === undefined ? {} : { state: await stateAt(store, subscriberId, services, at) }),
  });
}

async function subjectsOf(
  store: Store,
  subscriberId: string,
  services: readonly Stored<Service>[],
): Promise<{ type: AggregateType; id: string }[]> {
  const owned = { by: 'owner', owner: subscriberId } as const;
  const [invoices, payments, links, collections, tickets, orders] = await Promise.all([
    everyOne(store, invoiceAggregate, owned),
    everyOne(store, paymentAggregate, owned),
    everyOne(store, paymentLinkAggregate, owned),
    everyOne(store, collectionAggregate, owned),
    everyOne(store, ticketAggregate, owned),
    Promise.all(services.map(({ id }) => everyOne(store, serviceOrderAggregate, { by: 'owner', owner: id }))),
  ]);
  const of = (type: AggregateType, stored: readonly Stored<unknown>[]) =>
    stored.map(({ id }) => ({ type, id }));
  return [
    { type: 'subscriber', id: subscriberId },
    ...of('service', services),
    ...of('service-order', orders.flat()),
    ...of('invoice', invoices),
    ...of('payment', payments),
    ...of('payment-link', links),
    ...of('collection', collections),
    ...of('ticket', tickets),
    { type: 'payment-methods', id: paymentMethodsIdOf(subscriberId) },
    { type: 'dunning', id: dunningIdOf(subscriberId) },
    { type: 'notification', id: notificationIdOf(subscriberId) },
  ];
}

/**
 * Each event with its place in the timeline, by which it is sorted and paged. Clocks of two writers may differ a
 * little: within one aggregate the versions decide, so an event never stands before the one that it followed.
 */
function inPlace(history: readonly EventEnvelope[]): { place: string; event: EventEnvelope }[] {
  let latest = '';
  return history.map((event) => {
    if (event.at > latest) latest = event.at;
    return { place: `${latest}/${event.aggregateId}/${String(event.version).padStart(9, '0')}`, event };
  });
}

function entryOf({
  eventId,
  at,
  actor,
  type,
  aggregateType,
  aggregateId,
  data,
}: EventEnvelope): TimelineEntry {
  const subject = { kind: aggregateType, id: aggregateId };
  return { eventId, at, actor, type, subject, words: timelineWords({ type, data }), data };
}

async function stateAt(
  store: Store,
  subscriberId: string,
  services: readonly Stored<Service>[],
  at: Instant,
): Promise<NonNullable<Timeline['state']>> {
  const [subscriber, account, then] = await Promise.all([
    store.loadAt(subscriberAggregate, subscriberId, at),
    store.loadAt(billingAccountAggregate, accountIdOf(subscriberId), at),
    Promise.all(services.map(({ id }) => store.loadAt(serviceAggregate, id, at))),
  ]);
  return {
    at,
    ...(subscriber === undefined ? {} : { subscriber }),
    ...(subscriber === undefined || account === undefined
      ? {}
      : { balance: showBalance(account.state, localDay(at, subscriber.state.details.timeZone)) }),
    services: then.filter((service) => service !== undefined),
  };
}
