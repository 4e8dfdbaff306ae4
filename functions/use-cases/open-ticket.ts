import type { MoveWish, TicketTopic } from '../contracts/ticket.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { type Ticket, ticketAggregate } from '../domain/ticket/ticket.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { everyOne } from './every-one.ts';
import { loadKnown, loadReferenced } from './load.ts';
import { createOne } from './write-one.ts';

export interface TicketWish {
  readonly topic: TicketTopic;
  readonly subject: string;
  readonly text: string;
  readonly serviceId?: string | undefined;
  readonly move?: MoveWish | undefined;
}

/** More open tickets of one subscriber than this nobody can answer. */
const mostOpen = 20;

/** Opens a ticket; it waits for staff. */
export async function openTicket(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  subscriberId: string,
  wish: TicketWish,
  context: Context,
): Promise<Result<Stored<Ticket>>> {
  const subscriber = await loadKnown(store, subscriberAggregate, subscriberId);
  if (!subscriber.ok) return subscriber;
  const service = await serviceOf(store, subscriberId, wish.serviceId);
  if (!service.ok) return service;
  const tickets = await everyOne(store, ticketAggregate, { by: 'owner', owner: subscriberId });
  if (tickets.filter(({ state }) => state.state !== 'closed').length >= mostOpen) {
    return refuse(
      'ticket.too-many-open',
      `${mostOpen} tickets are open already; write to one of them, or close one.`,
    );
  }
  const { serviceId, move, ...rest } = wish;
  const data = {
    ...rest,
    subscriberId,
    ...(serviceId === undefined ? {} : { serviceId }),
    ...(move === undefined ? {} : { move }),
    author: context.actor,
  };
  return createOne(store, ticketAggregate, ids.next('tck'), [{ type: 'ticket.opened', data }], context);
}

async function serviceOf(
  store: Store,
  subscriberId: string,
  serviceId: string | undefined,
): Promise<Result<void>> {
  if (serviceId === undefined) return done(undefined);
  const service = await loadReferenced(store, serviceAggregate, serviceId, '/serviceId');
  if (!service.ok) return service;
  return service.value.state.subscriberId === subscriberId
    ? done(undefined)
    : refuse(
        'reference.service-unknown',
        `${serviceId} is a service of another subscriber; name one of this subscriber.`,
        '/serviceId',
      );
}
