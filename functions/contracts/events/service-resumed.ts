import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id, instant } from '../scalars.ts';

/** The network proved full service again; charges go on from `provenAt`. */
export const serviceResumed = defineEvent(
  'service.resumed',
  z.strictObject({
    orderId: id,
    provenAt: instant,
  }),
);
export type ServiceResumed = EventOf<typeof serviceResumed>;
