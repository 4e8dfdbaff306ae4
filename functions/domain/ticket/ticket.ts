import type { TicketClosed } from '../../contracts/events/ticket-closed.ts';
import type { TicketOpened } from '../../contracts/events/ticket-opened.ts';
import type { TicketReplied } from '../../contracts/events/ticket-replied.ts';
import type { Actor, Instant } from '../../contracts/scalars.ts';
import type { MoveWish, TicketReply, TicketState, TicketTopic } from '../../contracts/ticket.ts';
import type { Aggregate } from '../aggregate.ts';
import { done, type Result, refuse } from '../result.ts';

export type TicketEvent = TicketOpened | TicketReplied | TicketClosed;

/** What a subscriber wants of the provider, and what both sides wrote about it. */
export interface Ticket {
  readonly subscriberId: string;
  readonly serviceId?: string | undefined;
  readonly topic: TicketTopic;
  readonly state: TicketState;
  readonly subject: string;
  readonly move?: MoveWish | undefined;
  readonly replies: readonly TicketReply[];
  readonly openedAt: Instant;
  /** Since when it waits for staff, while it does. */
  readonly waitsSince?: Instant;
}

/** A ticket has no more than this; what goes on longer is several things. */
export const mostReplies = 40;

/** A ticket's state as the fold of its events. One that waits for staff is found by how long it has waited. */
export const ticketAggregate: Aggregate<Ticket, TicketEvent> = {
  type: 'ticket',
  evolve(state, event, at) {
    if (event.type === 'ticket.opened') {
      const { text, author, ...wanted } = event.data;
      return { ...wanted, state: 'waiting', replies: [{ text, author, at }], openedAt: at, waitsSince: at };
    }
    if (state === undefined) throw new Error(`${event.type} on a ticket that was not opened`);
    const { waitsSince, ...rest } = state;
    if (event.type === 'ticket.closed') return { ...rest, state: 'closed' };
    const { text, author } = event.data;
    const replies = [...state.replies, { text, author, at }];
    return author.kind === 'subscriber'
      ? { ...rest, state: 'waiting', replies, waitsSince: waitsSince ?? at }
      : { ...rest, state: 'answered', replies };
  },
  links: ({ subscriberId, waitsSince }) => ({
    owner: subscriberId,
    ...(waitsSince === undefined ? {} : { dueOn: waitsSince }),
  }),
};

/** One side writes. What a subscriber writes opens a closed ticket again. */
export function replyToTicket(ticket: Ticket, text: string, author: Actor): Result<readonly TicketEvent[]> {
  if (ticket.replies.length >= mostReplies) {
    return refuse('ticket.full', `A ticket has ${mostReplies} messages at most; open another.`);
  }
  return done([{ type: 'ticket.replied', data: { subscriberId: ticket.subscriberId, text, author } }]);
}

export function closeTicket({ state, subscriberId }: Ticket): readonly TicketEvent[] {
  return state === 'closed' ? [] : [{ type: 'ticket.closed', data: { subscriberId } }];
}
