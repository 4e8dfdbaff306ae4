import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** The change was refused or timed out; the old state is in force again. */
export const serviceChangeFailed = defineEvent(
  'service.change-failed',
  z.strictObject({
    orderId: id,
    reason: z.string(),
  }),
);
export type ServiceChangeFailed = EventOf<typeof serviceChangeFailed>;
