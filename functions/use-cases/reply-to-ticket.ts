import { done, type Result } from '../domain/result.ts';
import { replyToTicket as decide, type Ticket, ticketAggregate } from '../domain/ticket/ticket.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { changeOne } from './write-one.ts';

/** Writes to a ticket, for the side to which whoever writes belongs. */
export function replyToTicket(
  { store }: Pick<Ports, 'store'>,
  ticketId: string,
  text: string,
  context: Context,
): Promise<Result<Stored<Ticket>>> {
  return changeOne(store, ticketAggregate, ticketId, context, ({ state }) => {
    const decided = decide(state, text, context.actor);
    return decided.ok ? done({ events: decided.value }) : decided;
  });
}
