import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { actor, id } from '../scalars.ts';
import { moveWish, ticketSubject, ticketText, ticketTopic } from '../ticket.ts';

/** A subscriber, or staff for one, wants something: it waits for staff. */
export const ticketOpened = defineEvent(
  'ticket.opened',
  z.strictObject({
    subscriberId: id,
    serviceId: id.optional(),
    topic: ticketTopic,
    subject: ticketSubject,
    text: ticketText,
    move: moveWish.optional(),
    author: actor,
  }),
);
export type TicketOpened = EventOf<typeof ticketOpened>;
