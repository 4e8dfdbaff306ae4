import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** An override is over: `expired` at the end that it had, or `ended` by staff. */
export const serviceAccessOverrideEnded = defineEvent(
  'service.access-override-ended',
  z.strictObject({ why: z.enum(['expired', 'ended']) }),
);
export type ServiceAccessOverrideEnded = EventOf<typeof serviceAccessOverrideEnded>;
