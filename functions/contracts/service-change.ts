import * as z from 'zod';
import { accessBinding } from './access.ts';
import { serviceExtra, servicePlan } from './catalog.ts';
import { address, id } from './scalars.ts';

/** What a change order changes on a service: every part is optional, at least one is there. */
export const serviceChange = z
  .strictObject({
    plan: servicePlan.optional(),
    addExtras: z.array(serviceExtra).max(20).optional(),
    removeExtras: z.array(id).max(20).optional(),
    address: address.optional(),
    access: accessBinding.optional(),
  })
  .meta({ id: 'ServiceChange' });
export type ServiceChange = z.infer<typeof serviceChange>;
