import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** A termination order was accepted; there is no way back. */
export const serviceTerminationRequested = defineEvent(
  'service.termination-requested',
  z.strictObject({
    orderId: id,
    /** No fee falls due although the contract's term is not over. */
    waiveFee: z.literal(true).optional(),
  }),
);
export type ServiceTerminationRequested = EventOf<typeof serviceTerminationRequested>;
