import type { BulkAction } from '../domain/bulk-action/bulk-action.ts';
import { operatorAggregate, operatorId, unnamedOperator } from '../domain/document/operator.ts';
import { noticeTemplatesAggregate, noticeTemplatesId } from '../domain/notification/notice-templates.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import type { Outcome, Serving } from './bulk-outcome.ts';
import { tagSubscriber } from './tag-subscriber.ts';
import { type House, writeToSubscriber } from './write-to-subscriber.ts';

type ServingPorts = Pick<Ports, 'store' | 'mail' | 'sms'>;

/** Does for each subscriber what it is about, at once. */
export async function servingSubscribers(
  ports: ServingPorts,
  bulk: Stored<BulkAction>,
  context: Context,
): Promise<Serving> {
  const { store } = ports;
  const serveOne = await servingBy(ports, bulk, context);
  return {
    // Mails take their time, and a step has only so much.
    lookedAt: 50,
    async serve(listed) {
      const ids = listed.flatMap(({ subscriberId = [] }) => subscriberId);
      const subscribers = new Map(
        (await store.loadAll(subscriberAggregate, ids)).map((one) => [one.id, one]),
      );
      return async ({ subscriberId = '' }) => {
        const subscriber = subscribers.get(subscriberId);
        return subscriber === undefined
          ? { leftOut: { subscriberId, code: 'subscriber.unknown' } }
          : serveOne(subscriber);
      };
    },
  };
}

async function servingBy(
  ports: ServingPorts,
  bulk: Stored<BulkAction>,
  context: Context,
): Promise<(subscriber: Stored<Subscriber>) => Promise<Outcome>> {
  if (bulk.state.wish.action === 'tags') {
    return (subscriber) => tagSubscriber(ports.store, bulk, subscriber, context);
  }
  const house = await houseOf(ports.store);
  return (subscriber) => writeToSubscriber(ports, bulk, subscriber, house, context);
}

async function houseOf(store: Store): Promise<House> {
  const [operator, templates] = await Promise.all([
    store.load(operatorAggregate, operatorId),
    store.load(noticeTemplatesAggregate, noticeTemplatesId),
  ]);
  return { settings: operator?.state ?? unnamedOperator, templates: templates?.state };
}
