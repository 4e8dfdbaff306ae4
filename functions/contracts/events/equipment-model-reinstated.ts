import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** A retired equipment model is sold again. */
export const equipmentModelReinstated = defineEvent('equipment-model.reinstated', z.strictObject({}));
export type EquipmentModelReinstated = EventOf<typeof equipmentModelReinstated>;
