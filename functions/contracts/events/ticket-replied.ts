import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { actor, id } from '../scalars.ts';
import { ticketText } from '../ticket.ts';

/** One side wrote: what a subscriber writes waits for staff, and what staff write is the answer. */
export const ticketReplied = defineEvent(
  'ticket.replied',
  z.strictObject({ subscriberId: id, text: ticketText, author: actor }),
);
export type TicketReplied = EventOf<typeof ticketReplied>;
