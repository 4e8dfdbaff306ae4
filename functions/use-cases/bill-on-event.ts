import type { EventEnvelope } from '../contracts/event.ts';
import { serviceChanged } from '../contracts/events/service-changed.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { billSubscriber } from './bill-subscriber.ts';

/** Rivals for the next invoice number come first now and then. */
const rounds = 6;

/**
 * Bills everyone whom the event concerns, each for its own calendar day of now: the subscriber, whoever pays for it, and
 * whoever paid before. A repeat finds nothing left to charge, so that a service's first invoice is issued once however
 * often its activation is told.
 */
export async function billOnEvent(
  ports: Pick<Ports, 'store' | 'ids'>,
  event: EventEnvelope,
  context: Context,
): Promise<void> {
  if (isOfTheNetworkAlone(event)) return;
  const subscriberId =
    event.aggregateType === 'subscriber'
      ? event.aggregateId
      : (await ports.store.load(serviceAggregate, event.aggregateId))?.state.subscriberId;
  const subscriber =
    subscriberId === undefined ? undefined : await ports.store.load(subscriberAggregate, subscriberId);
  if (subscriber === undefined) {
    throw new Error(`the event ${event.eventId} belongs to no subscriber that is known`);
  }
  const former = event.type === 'subscriber.payer-changed' ? event.data['formerId'] : undefined;
  const payers = new Set(
    [subscriber.id, subscriber.state.payerId, former].filter((id) => typeof id === 'string'),
  );
  for (const id of payers) await billNow(ports, id, context);
}

/** Thousands get another speed in a bulk change, and not a cent of it is due. */
function isOfTheNetworkAlone({ type, data }: EventEnvelope): boolean {
  if (type !== 'service.changed') return false;
  const { change } = serviceChanged.data.parse(data);
  return change.plan?.networkVersion !== undefined && Object.keys(change).length === 1;
}

async function billNow(
  ports: Pick<Ports, 'store' | 'ids'>,
  subscriberId: string,
  context: Context,
): Promise<void> {
  const subscriber = await ports.store.load(subscriberAggregate, subscriberId);
  if (subscriber === undefined) throw new Error(`the payer ${subscriberId} is gone`);
  const on = localDay(context.now, subscriber.state.details.timeZone);
  for (let round = 1; ; round++) {
    const billed = await billSubscriber(ports, { subscriberId, on }, context);
    if (billed.ok) return;
    if (billed.refusal.code !== 'store.version-conflict' || round === rounds) {
      throw new Error(`${subscriberId} cannot be billed: ${billed.refusal.code}: ${billed.refusal.message}`);
    }
  }
}
