import { equipmentModelDetails } from '../catalog-entry.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** The equipment model has these details and this price for later sales; it is given whole. */
export const equipmentModelChanged = defineEvent('equipment-model.changed', equipmentModelDetails);
export type EquipmentModelChanged = EventOf<typeof equipmentModelChanged>;
