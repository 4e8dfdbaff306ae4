import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** The day of a waiting order came, and it was refused for good: nothing of it happens. */
export const serviceActionFailed = defineEvent(
  'service.action-failed',
  z.strictObject({ actionId: id, reason: z.string() }),
);
export type ServiceActionFailed = EventOf<typeof serviceActionFailed>;
