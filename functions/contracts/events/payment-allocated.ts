import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { allocation } from '../invoice.ts';
import { id } from '../scalars.ts';

/** The payment was counted for its subscriber: open invoices first, the rest as credit. */
export const paymentAllocated = defineEvent(
  'payment.allocated',
  z.strictObject({
    subscriberId: id,
    allocations: z.array(allocation),
    credited: z.int().min(0),
  }),
);
export type PaymentAllocated = EventOf<typeof paymentAllocated>;
