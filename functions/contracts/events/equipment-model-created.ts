import { equipmentModelDetails } from '../catalog-entry.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** An equipment model can be sold. */
export const equipmentModelCreated = defineEvent('equipment-model.created', equipmentModelDetails);
export type EquipmentModelCreated = EventOf<typeof equipmentModelCreated>;
