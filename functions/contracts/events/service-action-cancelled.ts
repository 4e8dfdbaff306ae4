import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** A waiting order will not be placed. */
export const serviceActionCancelled = defineEvent(
  'service.action-cancelled',
  z.strictObject({ actionId: id }),
);
export type ServiceActionCancelled = EventOf<typeof serviceActionCancelled>;
