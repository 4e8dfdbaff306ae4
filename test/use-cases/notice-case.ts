import { afterEach, beforeEach } from 'vitest';
import type { EventEnvelope } from '../../functions/contracts/event.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { notifyOnEvent } from '../../functions/use-cases/notify-on-event.ts';
import { readTimeline } from '../../functions/use-cases/read-timeline.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { activate, must, openShop, type Shop, subscribe } from './paying-subscriber.ts';

export let test: TestPorts;
export let shop: Shop;
export let subscriberId: string;
export let invoiced: EventEnvelope;
export let activated: EventEnvelope;
export const now = contextAt('2026-01-01T12:00:00.000Z');

/** Before each test somebody is a subscriber with an active service and an invoice. */
export function aSubscriberToTell(): void {
  beforeEach(async () => {
    test = await makePorts();
    shop = await openShop(test.ports);
    subscriberId = await subscribe(shop, { email: 'ada@example.com' });
    const serviceId = await activate(shop, subscriberId, now);
    const [billed] = must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-01' }, now));
    [invoiced] = (await test.ports.store.history('invoice', billed!.invoiceId)) as [EventEnvelope];
    activated = (await test.ports.store.history('service', serviceId)).find(
      ({ type }) => type === 'service.activated',
    )!;
  });
  afterEach(() => test.stop());
}

export const tell = (event: EventEnvelope, context = now) => notifyOnEvent(test.ports, event, context);
export const told = async () =>
  must(await readTimeline(test.ports, subscriberId, { limit: 200 }))
    .items.filter(({ type }) => type.startsWith('notification.'))
    .map(({ words }) => words);
