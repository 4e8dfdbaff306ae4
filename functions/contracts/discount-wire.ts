import * as z from 'zod';
import { discountOff, serviceDiscount } from './discount.ts';
import { moneyWire } from './scalars.ts';

const [percent] = discountOff.options;

/** What is taken off, on the wire: an amount in decimals. */
export const discountOffWire = z
  .union([percent, z.strictObject({ amount: moneyWire })])
  .meta({ id: 'DiscountOff' });
export type DiscountOffWire = z.infer<typeof discountOffWire>;

/** A discount of a service on the wire. */
export const serviceDiscountWire = serviceDiscount
  .extend({ off: discountOffWire })
  .meta({ id: 'ServiceDiscount' });
export type ServiceDiscountWire = z.infer<typeof serviceDiscountWire>;
