import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** The prospect became a subscriber, who carries everything over. */
export const leadConverted = defineEvent(
  'lead.converted',
  z.strictObject({
    subscriberId: id,
  }),
);
export type LeadConverted = EventOf<typeof leadConverted>;
