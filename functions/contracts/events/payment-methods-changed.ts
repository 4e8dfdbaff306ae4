import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { methodAtProvider } from '../saved-method.ts';
import { id } from '../scalars.ts';

/** The provider knows a method by another label or end than before, such as a card that its bank renewed. */
export const paymentMethodsChanged = defineEvent(
  'payment-methods.changed',
  z.strictObject({ subscriberId: id, methodId: id, method: methodAtProvider }),
);
export type PaymentMethodsChanged = EventOf<typeof paymentMethodsChanged>;
