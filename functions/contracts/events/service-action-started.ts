import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** The day of a waiting order has come, and it was placed. */
export const serviceActionStarted = defineEvent(
  'service.action-started',
  z.strictObject({ actionId: id, orderId: id }),
);
export type ServiceActionStarted = EventOf<typeof serviceActionStarted>;
