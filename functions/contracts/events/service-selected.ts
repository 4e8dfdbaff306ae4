import * as z from 'zod';
import { accessBinding } from '../access.ts';
import { serviceExtra, servicePlan } from '../catalog.ts';
import { serviceDiscount } from '../discount.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { costCentre } from '../organization.ts';
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
    discounts: z.array(serviceDiscount).max(20).optional(),
    /** Why the plan's set-up fee is not charged. */
    setupFeeWaived: z.string().max(200).optional(),
    costCentre: costCentre.optional(),
  }),
);
export type ServiceSelected = EventOf<typeof serviceSelected>;
