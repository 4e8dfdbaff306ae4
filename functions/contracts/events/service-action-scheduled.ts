import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { scheduledAction } from '../scheduled-action.ts';

/** An order waits for a day; it may be cancelled until then. */
export const serviceActionScheduled = defineEvent(
  'service.action-scheduled',
  z.strictObject({ action: scheduledAction }),
);
export type ServiceActionScheduled = EventOf<typeof serviceActionScheduled>;
