import type { TicketView } from '../contracts/http/tickets.ts';
import type { TicketState } from '../contracts/ticket.ts';
import { done, type Result } from '../domain/result.ts';
import { type Ticket, ticketAggregate } from '../domain/ticket/ticket.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored, Where } from '../ports/store.ts';
import { listFitting } from './list-fitting.ts';
import { loadKnown } from './load.ts';

export interface TicketQuery extends Page {
  readonly subscriberId?: string | undefined;
  readonly state?: TicketState | undefined;
}

const everyoneWaiting = { by: 'due', dueOnOrBefore: '9999' } as const;

/** Lists tickets: of a subscriber, or of all; those that wait for staff by how long they do. */
export async function listTickets(
  { store }: Pick<Ports, 'store'>,
  { subscriberId, state, ...page }: TicketQuery,
): Promise<Result<Paged<Stored<Ticket>>>> {
  const where: Where =
    subscriberId !== undefined
      ? { by: 'owner', owner: subscriberId }
      : state === 'waiting'
        ? everyoneWaiting
        : { by: 'type' };
  return done(
    await listFitting(
      store,
      ticketAggregate,
      where,
      page,
      (ticket) => state === undefined || ticket.state === state,
    ),
  );
}

export function readTicket({ store }: Pick<Ports, 'store'>, id: string): Promise<Result<Stored<Ticket>>> {
  return loadKnown(store, ticketAggregate, id);
}

/** A ticket as both sides see it: who of the provider wrote is the provider's own affair. */
export function showTicket({ id, state: ticket, updatedAt }: Stored<Ticket>): TicketView {
  const { subscriberId, serviceId, topic, state, subject, move, replies, openedAt } = ticket;
  return {
    id,
    subscriberId,
    ...(serviceId === undefined ? {} : { serviceId }),
    topic,
    state,
    subject,
    ...(move === undefined ? {} : { move }),
    replies: replies.map(({ text, author, at }) => ({
      text,
      by: author.kind === 'subscriber' ? 'subscriber' : 'provider',
      at,
    })),
    openedAt,
    updatedAt,
  };
}
