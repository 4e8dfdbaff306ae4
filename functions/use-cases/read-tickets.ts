import type { TicketView } from '../contracts/http/tickets.ts';
import type { TicketState } from '../contracts/ticket.ts';
import { done, type Result } from '../domain/result.ts';
import { type Ticket, ticketAggregate } from '../domain/ticket/ticket.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored, Where } from '../ports/store.ts';
import { loadKnown } from './load.ts';

export interface TicketQuery extends Page {
  readonly subscriberId?: string | undefined;
  readonly state?: TicketState | undefined;
}

const everyoneWaiting = { by: 'due', dueOnOrBefore: '9999' } as const;
/** Pages looked through before an empty one is answered with a cursor to go on from. */
const pagesLookedThrough = 20;

/** Lists tickets: of a subscriber, or of all; those that wait for staff with the longest wait first. */
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
  let cursor = page.cursor;
  for (let i = 1; ; i++) {
    const found = await store.list(ticketAggregate, where, { limit: page.limit, cursor });
    const items = found.items.filter((ticket) => state === undefined || ticket.state.state === state);
    if (items.length > 0 || found.nextCursor === undefined || i === pagesLookedThrough) {
      return done({ ...found, items });
    }
    cursor = found.nextCursor;
  }
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
