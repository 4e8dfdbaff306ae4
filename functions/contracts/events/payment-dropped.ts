import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** Staff said that it is the payment that it looks like, which is counted already; or that it was announced and never made. */
export const paymentDropped = defineEvent('payment.dropped', z.strictObject({ twinId: id.optional() }));
export type PaymentDropped = EventOf<typeof paymentDropped>;
