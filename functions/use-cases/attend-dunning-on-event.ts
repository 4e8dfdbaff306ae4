import type { EventEnvelope } from '../contracts/event.ts';
import type { ServiceResumed } from '../contracts/events/service-resumed.ts';
import type { SubscriberDetailsChanged } from '../contracts/events/subscriber-details-changed.ts';
import type { SubscriberPayerChanged } from '../contracts/events/subscriber-payer-changed.ts';
import { billingAccountAggregate, subscriberIdOf } from '../domain/billing/account.ts';
import { dunningAggregate, dunningIdOf } from '../domain/dunning/dunning.ts';
import { dunningPolicyAggregate, dunningPolicyId } from '../domain/dunning/policy.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store } from '../ports/store.ts';
import { attendDunning } from './attend-dunning.ts';

type Heard = Pick<EventEnvelope, 'type' | 'aggregateType' | 'aggregateId' | 'data'>;

/** What attending to an event will read, as far as the event says. */
export function foreseeDunning(
  { aggregateType, aggregateId }: Heard,
  store: Store,
): readonly Promise<unknown>[] {
  const policy = store.load(dunningPolicyAggregate, dunningPolicyId);
  if (aggregateType === 'service') return [policy, store.load(serviceAggregate, aggregateId)];
  if (aggregateType !== 'billing-account') return [policy];
  const subscriberId = subscriberIdOf(aggregateId);
  return [
    policy,
    store.load(billingAccountAggregate, aggregateId),
    store.load(subscriberAggregate, subscriberId),
    store.load(dunningAggregate, dunningIdOf(subscriberId)),
  ];
}

/** Has dunning follow at once what happened to an account, or to a service of which it may have taken something. */
export async function attendDunningOnEvent(
  ports: Pick<Ports, 'store' | 'ids'>,
  event: Heard,
  context: Context,
): Promise<void> {
  const { store } = ports;
  const { type, aggregateType, aggregateId } = event;
  if (aggregateType === 'billing-account') {
    const account = await store.load(billingAccountAggregate, aggregateId);
    if (account === undefined) throw new Error(`there is no billing account ${aggregateId}`);
    await attendDunning(ports, account.state.subscriberId, context);
    return;
  }
  if (type === 'subscriber.details-changed') {
    const { changes } = event.data as SubscriberDetailsChanged['data'];
    if ('category' in changes) await attendDunning(ports, aggregateId, context);
    return;
  }
  if (aggregateType === 'subscriber') {
    const { formerId } = event.data as SubscriberPayerChanged['data'];
    await attendDunning(ports, formerId ?? aggregateId, context);
    return;
  }
  const service = await store.load(serviceAggregate, aggregateId);
  if (service === undefined) throw new Error(`there is no service ${aggregateId}`);
  const { subscriberId } = service.state;
  const subscriber = await store.load(subscriberAggregate, subscriberId);
  const payerId = subscriber?.state.payerId ?? subscriberId;
  const isGivenBack =
    type === 'service.resumed' && (await isGivenBackByStaff(store, event.data as ServiceResumed['data']));
  await attendDunning(ports, payerId, context, isGivenBack ? { resumedByStaff: aggregateId } : {});
}

/** Whether somebody ended a suspension as overdue: not the end of a pause, and not what dunning itself gives back. */
async function isGivenBackByStaff(
  store: Store,
  { orderId, reason }: ServiceResumed['data'],
): Promise<boolean> {
  if (reason !== 'overdue') return false;
  const [requested] = await store.history('service-order', orderId);
  return requested?.actor.kind !== 'system';
}
