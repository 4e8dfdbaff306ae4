import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id, instant } from '../scalars.ts';

/** The service could not be used from one instant to another through no fault of the subscriber. */
export const serviceOutageRecorded = defineEvent(
  'service.outage-recorded',
  z.strictObject({
    outageId: id,
    startedAt: instant,
    endedAt: instant,
    note: z.string().max(1000).optional(),
  }),
);
export type ServiceOutageRecorded = EventOf<typeof serviceOutageRecorded>;
