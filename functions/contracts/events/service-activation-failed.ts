import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** The network refused or did not answer; what had been applied was undone. */
export const serviceActivationFailed = defineEvent(
  'service.activation-failed',
  z.strictObject({
    orderId: id,
    reason: z.string(),
  }),
);
export type ServiceActivationFailed = EventOf<typeof serviceActivationFailed>;
