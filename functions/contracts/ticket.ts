import * as z from 'zod';
import { actor, address, day, instant } from './scalars.ts';

export const ticketTopic = z.enum(['fault', 'move', 'billing', 'other']).meta({ id: 'TicketTopic' });
export type TicketTopic = z.infer<typeof ticketTopic>;

/** `waiting`: for staff. `answered`: for the subscriber. */
export const ticketState = z.enum(['waiting', 'answered', 'closed']).meta({ id: 'TicketState' });
export type TicketState = z.infer<typeof ticketState>;

export const ticketSubject = z.string().trim().min(1).max(200);
export const ticketText = z.string().trim().min(1).max(2000);

/** What one side wrote. */
export const ticketReply = z.strictObject({ text: ticketText, author: actor, at: instant });
export type TicketReply = z.infer<typeof ticketReply>;

/** Where a service is to move, and when. */
export const moveWish = z.strictObject({ address, on: day.optional() });
export type MoveWish = z.infer<typeof moveWish>;
