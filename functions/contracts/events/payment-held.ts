import * as z from 'zod';
import { statementSource } from '../bank-statement.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { paymentReference } from '../payment.ts';
import { day, id, money } from '../scalars.ts';

/** An entry of a statement looks like money that is known: nothing is counted until staff say whether it is. */
export const paymentHeld = defineEvent(
  'payment.held',
  z.strictObject({
    provider: z.string(),
    providerPaymentId: z.string(),
    money,
    receivedOn: day,
    reference: paymentReference,
    note: z.string().optional(),
    statement: statementSource,
    /** The payment that it looks like. */
    twinId: id,
  }),
);
export type PaymentHeld = EventOf<typeof paymentHeld>;
