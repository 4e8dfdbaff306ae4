import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** An activation order was accepted; the service is provisioning. */
export const serviceActivationRequested = defineEvent(
  'service.activation-requested',
  z.strictObject({
    orderId: id,
  }),
);
export type ServiceActivationRequested = EventOf<typeof serviceActivationRequested>;
