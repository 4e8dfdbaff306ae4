import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { quote } from '../lead.ts';

/** An offer was made; a later one takes its place. */
export const leadQuoted = defineEvent(
  'lead.quoted',
  z.strictObject({
    quote,
  }),
);
export type LeadQuoted = EventOf<typeof leadQuoted>;
