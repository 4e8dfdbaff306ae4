import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** A resumption order was accepted. */
export const serviceResumptionRequested = defineEvent(
  'service.resumption-requested',
  z.strictObject({
    orderId: id,
  }),
);
export type ServiceResumptionRequested = EventOf<typeof serviceResumptionRequested>;
