import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { leadDetailsChange } from '../lead.ts';

/** Something became known about the prospect. `null` forgets a detail. */
export const leadDetailsChanged = defineEvent(
  'lead.details-changed',
  z.strictObject({
    changes: leadDetailsChange,
  }),
);
export type LeadDetailsChanged = EventOf<typeof leadDetailsChanged>;
