import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The prospect will not become a subscriber, as far as one can tell. */
export const leadLost = defineEvent(
  'lead.lost',
  z.strictObject({
    reason: z.string().trim().min(1).max(1000).optional(),
  }),
);
export type LeadLost = EventOf<typeof leadLost>;
