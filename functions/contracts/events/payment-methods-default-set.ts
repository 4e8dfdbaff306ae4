import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** The method that is charged from now on. */
export const paymentMethodsDefaultSet = defineEvent(
  'payment-methods.default-set',
  z.strictObject({ subscriberId: id, methodId: id }),
);
export type PaymentMethodsDefaultSet = EventOf<typeof paymentMethodsDefaultSet>;
