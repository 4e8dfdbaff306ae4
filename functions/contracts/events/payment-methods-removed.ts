import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { methodAtProvider } from '../saved-method.ts';
import { id } from '../scalars.ts';

/** A method is charged no more: it was removed here, or is gone at its provider. */
export const paymentMethodsRemoved = defineEvent(
  'payment-methods.removed',
  z.strictObject({
    subscriberId: id,
    methodId: id,
    method: methodAtProvider,
    by: z.enum(['house', 'provider']),
  }),
);
export type PaymentMethodsRemoved = EventOf<typeof paymentMethodsRemoved>;
