import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** It is settled, as far as either side knows. */
export const ticketClosed = defineEvent('ticket.closed', z.strictObject({ subscriberId: id }));
export type TicketClosed = EventOf<typeof ticketClosed>;
