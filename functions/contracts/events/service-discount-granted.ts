import * as z from 'zod';
import { serviceDiscount } from '../discount.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** Less is charged for the service from a day on. */
export const serviceDiscountGranted = defineEvent(
  'service.discount-granted',
  z.strictObject({ discount: serviceDiscount }),
);
export type ServiceDiscountGranted = EventOf<typeof serviceDiscountGranted>;
