import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id, instant } from '../scalars.ts';

/** Nothing of the service is left on the network; charges end at `provenAt`. */
export const serviceTerminated = defineEvent(
  'service.terminated',
  z.strictObject({
    orderId: id,
    /** No fee falls due although the contract's term is not over. */
    waiveFee: z.literal(true).optional(),
    provenAt: instant,
  }),
);
export type ServiceTerminated = EventOf<typeof serviceTerminated>;
