import { defineEvent, type EventOf } from '../event.ts';
import { roundWish } from '../round.ts';

/** Something is to be done for many subscribers, who are looked at first. */
export const roundRequested = defineEvent('round.requested', roundWish);
export type RoundRequested = EventOf<typeof roundRequested>;
