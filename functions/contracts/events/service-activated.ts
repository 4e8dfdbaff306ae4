import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id, instant } from '../scalars.ts';

/** The network proved the activation: charges start from `provenAt`. */
export const serviceActivated = defineEvent(
  'service.activated',
  z.strictObject({
    orderId: id,
    revision: z.int().min(1),
    provenAt: instant,
  }),
);
export type ServiceActivated = EventOf<typeof serviceActivated>;
