import type { EventEnvelope } from '../contracts/event.ts';
import { serviceChanged } from '../contracts/events/service-changed.ts';
import { accountIdOf, billingAccountAggregate } from '../domain/billing/account.ts';
import { dayNumber } from '../domain/billing/days.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Store } from '../ports/store.ts';
import { type BillNow, billingNow } from './bill-now.ts';
import type { BillingPorts } from './billing-plan.ts';

/**
 * Bills everyone whom the event concerns, each for its own calendar day of now: the subscriber, whoever pays for it, and
 * whoever paid before. A repeat finds nothing left to charge, so that a service's first invoice is issued once however
 * often its activation is told.
 */
export async function billOnEvent(
  ports: BillingPorts,
  event: EventEnvelope,
  context: Context,
  bill: BillNow = billingNow(ports),
): Promise<void> {
  if (isOfTheNetworkAlone(event)) return;
  for (const id of await concernedBy(ports.store, event)) {
    if (event.type === 'service.usage-rated' && (await isBilledSoon(ports.store, event, id, context)))
      continue;
    await bill({ subscriberId: id, context });
  }
}

/** What billing on an event will read, as far as the event says. */
export function foreseeBilling(
  { aggregateType, aggregateId }: EventEnvelope,
  store: Store,
): readonly Promise<unknown>[] {
  return [
    aggregateType === 'service'
      ? store.load(serviceAggregate, aggregateId)
      : store.load(subscriberAggregate, aggregateId),
  ];
}

/** Usage waits for the invoice of the next period when that comes within a month; nobody wants two for one month. */
async function isBilledSoon(
  store: Store,
  { aggregateId }: EventEnvelope,
  subscriberId: string,
  { now }: Context,
): Promise<boolean> {
  const service = await store.load(serviceAggregate, aggregateId);
  if (service?.state.state === 'terminated') return false;
  const account = await store.load(billingAccountAggregate, accountIdOf(subscriberId));
  const next = account?.state.nextBillingOn;
  return next !== undefined && dayNumber(next) - dayNumber(now.slice(0, 10)) <= 31;
}

/** Whose charges an event of a service or a subscriber may change: its subscriber, and whoever pays or paid before. */
export async function concernedBy(store: Store, event: EventEnvelope): Promise<ReadonlySet<string>> {
  const subscriberId =
    event.aggregateType === 'subscriber'
      ? event.aggregateId
      : (await store.load(serviceAggregate, event.aggregateId))?.state.subscriberId;
  const subscriber =
    subscriberId === undefined ? undefined : await store.load(subscriberAggregate, subscriberId);
  if (subscriber === undefined) {
    throw new Error(`the event ${event.eventId} belongs to no subscriber that is known`);
  }
  const former = event.type === 'subscriber.payer-changed' ? event.data['formerId'] : undefined;
  return new Set([subscriber.id, subscriber.state.payerId, former].filter((id) => typeof id === 'string'));
}

/** Thousands get another speed in a bulk action, and not a cent of it is due. */
function isOfTheNetworkAlone({ type, data }: EventEnvelope): boolean {
  if (type !== 'service.changed') return false;
  const { change } = serviceChanged.data.parse(data);
  return change.plan?.networkVersion !== undefined && Object.keys(change).length === 1;
}
