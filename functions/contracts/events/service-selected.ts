import * as z from 'zod';
import { accessBinding } from '../access.ts';
import { serviceExtra, servicePlan } from '../catalog.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { address, id } from '../scalars.ts';

/** The sale: plan, extras and access are chosen, nothing is on the network yet. */
export const serviceSelected = defineEvent(
  'service.selected',
  z.strictObject({
    subscriberId: id,
    plan: servicePlan,
    extras: z.array(serviceExtra).max(20),
    address,
    access: accessBinding,
  }),
);
export type ServiceSelected = EventOf<typeof serviceSelected>;
