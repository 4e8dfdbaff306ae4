import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** Staff said whose money it was that went back: of a payment that is known, or else owed beside all of them. */
export const paymentReturnCounted = defineEvent(
  'payment.return-counted',
  z.strictObject({ subscriberId: id, minor: z.int(), paymentId: id.optional() }),
);
export type PaymentReturnCounted = EventOf<typeof paymentReturnCounted>;
