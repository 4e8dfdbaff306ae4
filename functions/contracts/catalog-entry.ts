import * as z from 'zod';
import { extraPrice } from './catalog.ts';

const text = z.string().trim().min(1);

/** An add-on as the catalogue keeps it. */
export const addOnDetails = z.strictObject({
  name: text.max(200),
  description: text.max(2000).optional(),
  price: extraPrice,
});
export type AddOnDetails = z.infer<typeof addOnDetails>;

/** A model of equipment as the catalogue keeps it. */
export const equipmentModelDetails = z.strictObject({
  name: text.max(200),
  description: text.max(2000).optional(),
  vendor: text.max(100),
  model: text.max(100),
  sku: text.max(60).optional(),
  price: extraPrice,
});
export type EquipmentModelDetails = z.infer<typeof equipmentModelDetails>;
