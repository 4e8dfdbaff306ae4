import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** A payment that its provider announced is not confirmed yet: the provider is asked once more. */
export const paymentAskedAgain = defineEvent('payment.asked-again', z.strictObject({}));
export type PaymentAskedAgain = EventOf<typeof paymentAskedAgain>;
