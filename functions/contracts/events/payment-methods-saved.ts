import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { methodAtProvider } from '../saved-method.ts';
import { id } from '../scalars.ts';

/** A provider keeps a method of the subscriber; it is the one that is charged until another is chosen or saved. */
export const paymentMethodsSaved = defineEvent(
  'payment-methods.saved',
  z.strictObject({ subscriberId: id, methodId: id, method: methodAtProvider }),
);
export type PaymentMethodsSaved = EventOf<typeof paymentMethodsSaved>;
