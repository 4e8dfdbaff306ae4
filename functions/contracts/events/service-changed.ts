import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id, instant } from '../scalars.ts';
import { serviceChange } from '../service-change.ts';

/** The change is proven and in force from `provenAt`. */
export const serviceChanged = defineEvent(
  'service.changed',
  z.strictObject({
    orderId: id,
    change: serviceChange,
    provenAt: instant,
  }),
);
export type ServiceChanged = EventOf<typeof serviceChanged>;
