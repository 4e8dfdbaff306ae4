import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';
import { serviceChange } from '../service-change.ts';

/** A change of plan, extras, address or access was accepted; the old state stays in force until the new one is proven. */
export const serviceChangeRequested = defineEvent(
  'service.change-requested',
  z.strictObject({
    orderId: id,
    change: serviceChange,
  }),
);
export type ServiceChangeRequested = EventOf<typeof serviceChangeRequested>;
