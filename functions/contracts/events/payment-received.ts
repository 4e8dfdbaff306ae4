import * as z from 'zod';
import { statementSource } from '../bank-statement.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { paymentMethod, paymentReference } from '../payment.ts';
import { day, id, instant, money } from '../scalars.ts';

/** Money arrived, whoever it may be for. */
export const paymentReceived = defineEvent(
  'payment.received',
  z.strictObject({
    /** Name of the provider, or `manual`. */
    provider: z.string(),
    providerPaymentId: z.string().optional(),
    /** By which the payer knows it, where that is another number. */
    receipt: z.string().optional(),
    method: paymentMethod,
    money,
    receivedAt: instant,
    receivedOn: day.optional(),
    reference: paymentReference,
    /** Known at once when staff records it. */
    subscriberId: id.optional(),
    note: z.string().optional(),
    statement: statementSource.optional(),
  }),
);
export type PaymentReceived = EventOf<typeof paymentReceived>;
