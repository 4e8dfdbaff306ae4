import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { costCentre } from '../organization.ts';

/** Invoice lines of the service name this cost centre from now on; `null` for none. */
export const serviceCostCentreChanged = defineEvent(
  'service.cost-centre-changed',
  z.strictObject({ costCentre: costCentre.nullable() }),
);
export type ServiceCostCentreChanged = EventOf<typeof serviceCostCentreChanged>;
