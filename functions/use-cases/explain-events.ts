import type { EventEnvelope } from '../contracts/event.ts';
import type { ExplainedEvent } from '../contracts/http/invoices.ts';
import { serviceOrderAggregate } from '../domain/service-order/service-order.ts';
import type { Store } from '../ports/store.ts';

/** The events named, of the services given, each with its instant and what the network answered to its order. */
export async function explainEvents(
  store: Store,
  serviceIds: readonly string[],
  named: ReadonlySet<string>,
): Promise<ReadonlyMap<string, ExplainedEvent>> {
  const histories = await Promise.all(serviceIds.map((id) => store.history('service', id)));
  const events = histories.flat().filter(({ eventId }) => named.has(eventId));
  const explained = await Promise.all(events.map((event) => explainEvent(store, event)));
  return new Map(explained.map((event) => [event.eventId, event]));
}

async function explainEvent(
  store: Store,
  { eventId, type, at, data }: EventEnvelope,
): Promise<ExplainedEvent> {
  const { provenAt, orderId } = data;
  const told = { eventId, type, at: typeof provenAt === 'string' ? provenAt : at };
  const order = typeof orderId === 'string' ? await store.load(serviceOrderAggregate, orderId) : undefined;
  if (order === undefined) return told;
  const { revision, steps } = order.state;
  const answers = steps.map(({ name, at: answeredAt, ok, answer }) => ({ name, at: answeredAt, ok, answer }));
  return {
    ...told,
    proof: { orderId: order.id, ...(revision === undefined ? {} : { revision }), answers },
  };
}
