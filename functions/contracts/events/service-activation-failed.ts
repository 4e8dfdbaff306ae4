import * as z from 'zod';
import { accessBinding } from '../access.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** The network refused or did not answer; what had been applied was undone. */
export const serviceActivationFailed = defineEvent(
  'service.activation-failed',
  z.strictObject({
    orderId: id,
    reason: z.string(),
    /** With which the next attempt is made, where numbers of the former binding are taken on a device. */
    access: accessBinding.optional(),
  }),
);
export type ServiceActivationFailed = EventOf<typeof serviceActivationFailed>;
