import type { EventEnvelope } from '../contracts/event.ts';
import { billingAccountAggregate } from '../domain/billing/account.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { attendDunning } from './attend-dunning.ts';

/** Has dunning follow at once what happened to an account, or to a service that it may have suspended. */
export async function attendDunningOnEvent(
  ports: Pick<Ports, 'store' | 'ids'>,
  { type, aggregateType, aggregateId }: Pick<EventEnvelope, 'type' | 'aggregateType' | 'aggregateId'>,
  context: Context,
): Promise<void> {
  const { store } = ports;
  if (aggregateType === 'billing-account') {
    const account = await store.load(billingAccountAggregate, aggregateId);
    if (account === undefined) throw new Error(`there is no billing account ${aggregateId}`);
    return attendDunning(ports, account.state.subscriberId, context);
  }
  const service = await store.load(serviceAggregate, aggregateId);
  if (service === undefined) throw new Error(`there is no service ${aggregateId}`);
  const { subscriberId } = service.state;
  const subscriber = await store.load(subscriberAggregate, subscriberId);
  const payerId = subscriber?.state.payerId ?? subscriberId;
  return attendDunning(ports, payerId, context, type === 'service.resumed' ? aggregateId : undefined);
}
