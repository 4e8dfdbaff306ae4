import { done, type Result } from '../domain/result.ts';
import { closeTicket as decide, type Ticket, ticketAggregate } from '../domain/ticket/ticket.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { changeOne } from './write-one.ts';

/** Says that a ticket is settled. */
export function closeTicket(
  { store }: Pick<Ports, 'store'>,
  ticketId: string,
  context: Context,
): Promise<Result<Stored<Ticket>>> {
  return changeOne(store, ticketAggregate, ticketId, context, ({ state }) => done({ events: decide(state) }));
}
