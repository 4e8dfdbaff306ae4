import * as z from 'zod';
import { listQuery, pageOf } from '../page.ts';
import { defineRoute } from '../route.ts';
import { id, instant } from '../scalars.ts';
import { moveWish, ticketState, ticketSubject, ticketText, ticketTopic } from '../ticket.ts';
import { whose } from '../whose.ts';

const tag = 'Tickets';
const params = z.object({ id });

/** A ticket as both sides see it. */
export const ticketView = z
  .object({
    id,
    subscriberId: id,
    serviceId: id.optional(),
    topic: ticketTopic,
    state: ticketState,
    subject: z.string(),
    move: moveWish.optional(),
    replies: z.array(z.object({ text: z.string(), by: z.enum(['subscriber', 'provider']), at: instant })),
    openedAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Ticket' });
export type TicketView = z.infer<typeof ticketView>;

export const newTicket = z
  .strictObject({
    topic: ticketTopic.exclude(['move']).default('other'),
    subject: ticketSubject,
    text: ticketText,
  })
  .meta({ id: 'NewTicket' });

export const ticketAnswer = z.strictObject({ text: ticketText }).meta({ id: 'NewTicketReply' });

export const listTickets = defineRoute({
  method: 'GET',
  path: '/tickets',
  permission: 'subscribers:read',
  summary: 'List tickets: those of a subscriber, or those that are in a state',
  tag,
  query: listQuery.extend({ subscriberId: id.optional(), state: ticketState.optional() }),
  answer: { status: 200, body: pageOf(ticketView.extend(whose.shape).meta({ id: 'ListedTicket' })) },
});

export const getTicket = defineRoute({
  method: 'GET',
  path: '/tickets/{id}',
  permission: 'subscribers:read',
  summary: 'Read a ticket with what both sides wrote',
  tag,
  params,
  answer: { status: 200, body: ticketView },
  refusals: ['ticket.unknown'],
  versioned: true,
});

export const openTicket = defineRoute({
  method: 'POST',
  path: '/subscribers/{id}/tickets',
  permission: 'subscribers:write',
  summary: 'Open a ticket for a subscriber, such as after a call',
  tag,
  params,
  body: newTicket.safeExtend({ serviceId: id.optional() }).meta({ id: 'NewTicketForSubscriber' }),
  answer: { status: 201, body: ticketView },
  refusals: ['reference.service-unknown', 'subscriber.unknown', 'ticket.too-many-open'],
  versioned: true,
});

export const replyToTicket = defineRoute({
  method: 'POST',
  path: '/tickets/{id}/replies',
  permission: 'subscribers:write',
  summary: 'Answer a ticket; the subscriber reads it in the portal',
  tag,
  params,
  body: ticketAnswer,
  answer: { status: 201, body: ticketView },
  refusals: ['ticket.full', 'ticket.unknown'],
  versioned: true,
});

export const closeTicket = defineRoute({
  method: 'POST',
  path: '/tickets/{id}/close',
  permission: 'subscribers:write',
  summary: 'Close a ticket; a reply of the subscriber opens it again',
  tag,
  params,
  answer: { status: 200, body: ticketView },
  refusals: ['ticket.unknown'],
  versioned: true,
});
