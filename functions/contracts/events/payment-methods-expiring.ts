import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { yearMonth } from '../saved-method.ts';
import { day, id } from '../scalars.ts';

/** The method that is charged ends soon: the subscriber is told, so that another is saved in time. */
export const paymentMethodsExpiring = defineEvent(
  'payment-methods.expiring',
  z.strictObject({
    subscriberId: id,
    methodId: id,
    label: z.string(),
    expires: yearMonth,
    lastOn: day,
    on: day,
  }),
);
export type PaymentMethodsExpiring = EventOf<typeof paymentMethodsExpiring>;
