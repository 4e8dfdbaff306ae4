import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** A discount counts no longer from this day on; what it had taken off before stays off. */
export const serviceDiscountEnded = defineEvent('service.discount-ended', z.strictObject({ discountId: id }));
export type ServiceDiscountEnded = EventOf<typeof serviceDiscountEnded>;
