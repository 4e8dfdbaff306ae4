import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** Somebody was found for money that had come in for nobody: by staff, or by a later message about it. */
export const paymentMatched = defineEvent('payment.matched', z.strictObject({ subscriberId: id }));
export type PaymentMatched = EventOf<typeof paymentMatched>;
