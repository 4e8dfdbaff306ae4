import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** Whether invoices are charged to the saved method by themselves; `includeOpen`: those that are open already, too. */
export const paymentMethodsAutopaySet = defineEvent(
  'payment-methods.autopay-set',
  z.strictObject({ subscriberId: id, enabled: z.boolean(), includeOpen: z.boolean() }),
);
export type PaymentMethodsAutopaySet = EventOf<typeof paymentMethodsAutopaySet>;
